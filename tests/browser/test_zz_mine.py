from tests.browser.test_consultation import *  # noqa
from axe_playwright_python.sync_playwright import Axe
for _n in [n for n in dir() if n.startswith("test_")]: del globals()[_n]
def test_look(desk, here):
    for w in (360, 1280):
        desk.set_viewport_size({"width": w, "height": 800})
        desk.goto("/en/desk/"); start(desk); desk.locator("#phone").fill("+996555123456")
        expect(desk.locator("#known")).to_contain_text("No.")
        gate.lock(); desk.locator("#said").fill("x"); expect(desk.locator("#bar")).to_be_visible()
        desk.screenshot(path=f"/tmp/consult/look_{w}.png")
        for v in Axe().run(desk).response["violations"]: print("AXE", v["id"], [n["target"] for n in v["nodes"]])
        from tayanch.store.state import keyring
        keyring().unlock(PASSPHRASE); from tests.browser.conftest import sign_in; sign_in(desk, here.owner)
        expect(desk.locator("#bar")).to_be_hidden(timeout=20000); saved(desk)
