"""A cluster gives the numbers of this computer: one master and two workers of Spark's own, on the loopback.

The programs come from the wheel of pyspark; what is needed beside it is Java. Each runs on ports that were free, with
one core and 1 GB, and is stopped by its process id at the end.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tayanch.survey.data import Data
from tayanch.survey.design import Design
from tayanch.survey.estimating import estimate
from tayanch.survey.results import Estimates

HERE, ROWS, UNITS, STRATA = "127.0.0.1", 200_000, 1_800, 18
DESIGN = Design(weight="weight", strata=("stratum",), clusters=("psu",))
PATIENCE = 40  # seconds until both workers stand at the master
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # Spark's client leaves sockets to the collector


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind((HERE, 0))
        port: int = tried.getsockname()[1]
        return port


def _needs() -> None:
    """Skip with the reason when the cluster cannot be started here."""
    if find_spec("pyspark") is None:
        pytest.skip("no Spark: pip install 'tayanch[spark]'")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("no Java: install a JRE of version 17 or set JAVA_HOME")
    if sys.platform == "win32":
        pytest.skip("Spark's own scripts for a cluster need a Unix shell")


class Cluster:
    """Spark's master and two workers as processes, each leader of its own group."""

    def __init__(self, folder: Path) -> None:
        import pyspark

        self.folder, self.port = folder, _free_port()
        self.home = Path(pyspark.__file__).parent
        self.address = f"spark://{HERE}:{self.port}"
        self.running: list[subprocess.Popen[bytes]] = []
        web = ["--host", HERE, "--webui-port", "0"]
        self.start("master", "org.apache.spark.deploy.master.Master", *web, "--port", str(self.port))
        for number in (1, 2):
            room = ["--cores", "1", "--memory", "1g", "--work-dir", str(folder / f"work-{number}")]
            self.start(f"worker-{number}", "org.apache.spark.deploy.worker.Worker", *web, *room, self.address)
        self.wait()

    def start(self, name: str, program: str, *arguments: str) -> None:
        own = {
            "SPARK_HOME": str(self.home),
            "SPARK_LOCAL_IP": HERE,
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_LOCAL_DIRS": str(self.folder / "local"),
            "SPARK_NO_DAEMONIZE": "1",
        }
        with (self.folder / f"{name}.log").open("wb") as log:
            command = ["bash", str(self.home / "bin" / "spark-class"), program, *arguments]
            started = subprocess.Popen(
                command, env=os.environ | own, stdout=log, stderr=log, cwd=self.folder, start_new_session=True
            )
        self.running.append(started)

    def wait(self) -> None:
        """Until both workers have registered."""
        log = self.folder / "master.log"
        for _ in range(PATIENCE * 10):
            if log.read_text(errors="replace").count("Registering worker") == 2:
                return
            if any(program.poll() is not None for program in self.running):
                break
            time.sleep(0.1)
        self.stop()
        pytest.fail(f"The cluster did not start:\n{log.read_text(errors='replace')[-2000:]}")

    def stop(self) -> None:
        """End every program that was started, with what it started itself; executors end with their workers."""
        for program in reversed(self.running):
            _signal(program, signal.SIGTERM)
        for program in self.running:
            try:
                program.wait(10)
            except subprocess.TimeoutExpired:
                _signal(program, signal.SIGKILL)
                program.wait(10)


def _signal(program: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if program.poll() is None:
        os.killpg(program.pid, number)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running cluster, which stands in Spark's own configuration as the documentation tells."""
    _needs()
    started = Cluster(tmp_path_factory.mktemp("spark"))
    own = {
        "SPARK_CONF_DIR": str(started.folder),
        "SPARK_HOME": str(started.home),
        "SPARK_LOCAL_IP": HERE,
        "SPARK_LOCAL_DIRS": str(started.folder / "local"),
        "PYSPARK_PYTHON": sys.executable,
    }
    before = {name: os.environ.get(name) for name in own}
    os.environ |= own
    lines = (f"{name} {value}\n" for name, value in _settings(started).items())
    (started.folder / "spark-defaults.conf").write_text("".join(lines))
    try:
        yield started.address
    finally:
        _end()
        started.stop()
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)


def _settings(started: Cluster) -> dict[str, str]:
    return {
        "spark.master": started.address,
        "spark.driver.host": HERE,
        "spark.driver.bindAddress": HERE,
        "spark.ui.enabled": "false",
        "spark.executor.memory": "700m",
        "spark.executor.cores": "1",
        "spark.driver.memory": "700m",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(started.folder / "warehouse"),
        "spark.log.level": "ERROR",
    }


def _end() -> None:
    """Stop the session and its gateway, which is a Java program of this process."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    session, gateway = SparkSession.getActiveSession(), SparkContext._gateway
    if session is not None:
        session.stop()
    if gateway is not None:
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait(20)
        SparkContext._gateway = SparkContext._jvm = None


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """Many rows in two files: a stratified sample of clusters; some answers and sums are missing."""
    folder = tmp_path_factory.mktemp("survey")
    for part in (0, 1):
        pq.write_table(_rows(part), folder / f"part-{part}.parquet", row_group_size=125_000)
    return Data(folder)


def _rows(part: int) -> pa.Table:
    random, half = np.random.default_rng(part), ROWS // 2
    unit = np.arange(part * half, (part + 1) * half) * UNITS // ROWS
    stratum = unit * STRATA // UNITS
    gone = random.random(half) < 0.03
    return pa.table(
        {
            "weight": random.uniform(20, 400, half),
            "stratum": pa.array(stratum + 1, pa.int16()),
            "psu": pa.array(unit - stratum * (UNITS // STRATA) + 1, pa.int32()),
            "sex": pa.array(random.integers(1, 3, half), pa.int8()),
            "region": pa.array(stratum // 2 + 1, pa.int8()),
            "reason": pa.array(random.integers(1, 8, half), pa.int8(), mask=gone),
            "sends": pa.array(random.integers(0, 2, half), pa.int8()),
            "som": pa.array(random.lognormal(9, 1, half), mask=random.random(half) < 0.1),
        }
    )


def _alike(told: Estimates, expected: Estimates, part: float = 1e-12) -> None:
    assert [(cell.variable, cell.level, dict(cell.by)) for cell in told] == [
        (cell.variable, cell.level, dict(cell.by)) for cell in expected
    ]
    for name in ("estimate", "se", "lower", "upper", "deff", "n", "weighted_n", "df", "missing"):
        np.testing.assert_allclose(_column(told, name), _column(expected, name), rtol=part, atol=0, err_msg=name)


def _column(told: Estimates, name: str) -> Any:
    return np.array([getattr(cell, name) for cell in told], dtype=float)


def _asked(data: Data, engine: Any, of: tuple[str, ...], stat: Any) -> Estimates:
    return estimate(data, DESIGN, of, stat, by=("sex", "region"), where="region <= 6", margins=True, engine=engine)


def test_a_cluster_of_two_workers_gives_the_same_shares_of_many_rows(cluster: str, data: Data) -> None:
    from pyspark.sql import SparkSession

    of = ("reason", "sends")
    _alike(_asked(data, "spark", of, "proportion"), _asked(data, "duckdb", of, "proportion"))
    session = SparkSession.getActiveSession()
    assert session is not None
    assert session.sparkContext.master == cluster
    assert session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() == 3  # this computer, and both workers


def test_a_cluster_gives_the_same_means_of_many_rows(cluster: str, data: Data) -> None:
    _alike(_asked(data, cluster, ("som",), "mean"), _asked(data, "duckdb", ("som",), "mean"))


def test_a_cluster_gives_the_same_indicators_of_the_desk(cluster: str, tmp_path: Path) -> None:
    from datetime import date

    from tayanch.indicators.computing import Facts, compute
    from tayanch.indicators.definitions import definitions
    from tests.indicators.facts_made import made

    names = (
        "desk-consultations-unpaid-wages-share",
        "desk-cases-unpaid-wages",
        "desk-money-received",
        "desk-case-days",
    )
    for name, rows in made(3_000).items():
        pq.write_table(rows, tmp_path / f"{name}.parquet")
    asked = [definitions()[name] for name in names]
    facts = Facts({path.stem: path for path in sorted(tmp_path.glob("*.parquet"))})
    here, there = (compute(asked, facts, today=date(2026, 11, 22), engine=engine) for engine in ("duckdb", cluster))
    assert len(here) > 200
    assert [(one.indicator, one.period, one.groups) for one in here] == [
        (one.indicator, one.period, one.groups) for one in there
    ]
    for name in ("value", "count", "base"):
        np.testing.assert_allclose(_column(there, name), _column(here, name), rtol=1e-12, err_msg=name)
