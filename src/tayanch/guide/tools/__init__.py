"""Tools that compute in the page, on her phone, what the law packs compute here: nothing leaves the phone.

**The contract.** A tool is a module of this folder with ``TOOL`` (a `Tool`), named in `registry.TOOLS`, and one or more
kernels in ``js/``. For each country it has a `Part`:

* ``rules``: the rules of the law packs it stands on. Their titles, articles, draft marks and last known days are
  printed below the answer; nobody types them.
* ``tables(today)``: what of the packs the kernel needs, as JSON; ``today`` bounds the days off. Made with `packing`
  from the packs' own tables, days off and figures when the page is made, never by hand. The kernel has it as ``T.t``.
* ``texts``: codes of sentences of the pack (``step.…``, ``warning.…``, ``error.…``; of a second pack
  ``eaeu:step.…``) and of ``guide/words.yaml`` (``word:…``). The kernel names them without the part before the colon.
* ``fields``: what she is asked, in order. A field's label is ``<tool>.<name>`` in ``guide/words.yaml`` (a list's
  button ``<tool>.<name>.add``, a choice's options ``<tool>.<name>.<option>``), its hint, if it has one,
  ``<tool>.<name>.hint``.
* ``scripts``: the files of ``js/``, in order: ``arithmetic``, the kernels, ``form``.
* ``reference(question, today)``: the same answer from the law packs, for the test (and for nobody else).

A field ``name`` of a list ``rows`` is called ``<tool>.<name>`` too, so that fields of one name share a label.
``words.yaml`` also has ``<tool>.title``, ``<tool>.lead`` and ``<tool>.note`` (a list: what to write down when no script
runs).

**A question** is what the form reads, as a plain object: days as ISO text, sums as whole kopecks (or tyiyn), whole
numbers as numbers, choices as text, ticked boxes as ``true``, lists as arrays of such objects. What was left empty is
not there.

**A kernel** ends in ``const compute = (T, q) => …``: a pure function. It returns a plain object with the values, which
the test compares with ``reference``, and with ``lines``: ``[kind, code, facts]``, kind one of ``big``, ``row``,
``step``, ``note``. A fact is ISO text (a day), a whole number, a text, or ``[number, unit]``: ``c`` kopecks, ``d``
days, ``m`` months, ``y`` years, ``w`` working days; name other units than days in ``units``. What cannot be answered
is refused by ``refuse(code, facts)`` of ``arithmetic.js``; the form catches it with ``asked(T, q)``, which gives
``{refused: [code, facts]}``. After ``after_known_dates`` the form computes once more up to the last known day when the
question has ``as_of``.

``reference`` returns the same values (sums as whole kopecks, days as ISO text: `packing.plain`) or
``{"refused": [code, facts]}`` (`packing.refused`); it may return ``lines`` too. ``tests/guide/test_tools.py`` runs both
over the cases of ``tests/guide/tool_cases.py``: add a function there that draws one question at random.

**Sums** are BigInt while they are multiplied, and whole numbers of kopecks in the answer.

**Scripts** are squeezed before they are sent (`squeezing`): end every statement with ``;``, write no template strings,
give every variable of a list of several a value, hide no outer name in a block, and name what the browser has in
``squeezing.KEPT``. Names at the top
of a script are seen by the others of the page, so they must differ.

**Weight**: a page is at most 8,192 bytes with its head. Frame, form and ``arithmetic`` take about five of them; what is
left is for kernel, tables and sentences. A code that has no sentence is said as ``tool.bad``: what the form itself
already refuses needs none.

``form.js`` reads the form, shows the answer, prints it, keeps it on the phone when she asks, and hands it over as text.
"""
