import hashlib
import os
from pathlib import Path

import pytest

from tests.cli.commands import refused, run
from tests.factories import claim, initiative, quote_hash, source
from tracker.database import open_engine, writing
from tracker.forms.evidence import EvidenceInput
from tracker.permissions import SYSTEM
from tracker.services.seeding import Seeding

MORNING = "A meadow\r\n\r\n  The mill «\u00a0turned\u00a0» all morning.  \r\nNobody came to see it.\r\n"
EVENING = "Evening falls.\nThe mill stopped at six\u2011thirty.\n"
# Paragraph, first character, the one after the last.
PASSAGES = {
    "morning": {"FCT-01": (2, 4, 8), "FCT-01.2": (2, 11, 17), "FCT-02": (3, 0, 6), "note": (1, None, None)},
    "evening": {"FCT-02.2": (2, 4, 8), "FCT-03": (2, 9, 16)},
}
TEXTS = {"morning": MORNING, "evening": EVENING}


def passage(reference, text, paragraph, start, end):
    if start is None:
        return EvidenceInput(reference, paragraph=paragraph)
    sha256 = quote_hash(text, paragraph, start, end)
    return EvidenceInput(reference, paragraph=paragraph, char_start=start, char_end=end, quote_sha256=sha256)


def fill(session, passages):
    """Give an initiative a claim, and the claim passages of both texts; their sources are named after them."""
    stated = claim(session, initiative(session), "name", "The mill")
    seeding = Seeding(session, SYSTEM)
    for name, text in TEXTS.items():
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        reference = source(session, label=name, content_sha256=sha256).reference
        for key, place in passages[name].items():
            about = {"claim": stated.key, "record": "", "field": ""}
            seeding.add_evidence(key, about, passage(reference, text, *place))
    seeding.conclude()


@pytest.fixture
def cited(copies):
    """The address of a database with evidence in two texts."""
    url = copies("blank")
    engine = open_engine(url)
    with writing(engine)() as session:
        fill(session, PASSAGES)
        session.commit()
    engine.dispose()
    return url


@pytest.fixture
def texts(tmp_path):
    """A folder that holds both texts."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in TEXTS.items():
        write(folder / f"{name}.txt", text)
    return folder


def write(path, text):
    path.write_text(text, encoding="utf-8", newline="")


def verify(tmp_path, url, folder):
    done = run(tmp_path, "verify-evidence", str(folder), database_url=url)
    return done.returncode, done.stdout.splitlines(), done.stderr.splitlines()


def test_evidence_is_where_it_says(cited, texts, tmp_path):
    code, said, warned = verify(tmp_path, cited, texts)

    assert (code, warned) == (0, [])
    assert said == [
        "4 facts in 6 evidence rows verified",
        "source:evening: 2 of 2 evidence rows verified in evening.txt",
        "source:morning: 4 of 4 evidence rows verified in morning.txt",
    ]


def test_a_text_is_known_by_its_fingerprint_and_not_by_its_name(cited, texts, tmp_path):
    (texts / "morning.txt").rename(texts / "x")

    code, said, _warned = verify(tmp_path, cited, texts)

    assert code == 0
    assert said[-1] == "source:morning: 4 of 4 evidence rows verified in x"


def test_a_text_that_nobody_has_is_named(cited, texts, tmp_path):
    (texts / "morning.txt").unlink()

    code, said, _warned = verify(tmp_path, cited, texts)

    assert code == 0
    assert said == [
        "2 facts in 2 evidence rows verified",
        "source:evening: 2 of 2 evidence rows verified in evening.txt",
        "source:morning: text missing for 4 evidence rows",
    ]


def test_an_empty_folder_verifies_nothing(cited, tmp_path):
    (tmp_path / "empty").mkdir()

    code, said, _warned = verify(tmp_path, cited, tmp_path / "empty")

    assert code == 0
    assert said[0] == "0 facts in 0 evidence rows verified"
    assert all("text missing" in line for line in said[1:])


@pytest.mark.parametrize("copies", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("altered", "failing"),
    [
        (MORNING.replace("mill", "miller"), ["paragraph 2, FCT-01.2: The words"]),
        (MORNING.replace("turned", "burned"), ["paragraph 2, FCT-01.2: The words"]),
        (MORNING.replace("\u00a0", " "), []),
        (MORNING.replace("\r\n", "\n"), []),
        ("First.\n" + MORNING, ["paragraph 2, FCT-01:", "paragraph 2, FCT-01.2:", "paragraph 3, FCT-02: The words"]),
        (
            MORNING.replace("A meadow\r\n", ""),
            ["paragraph 2, FCT-01:", "paragraph 2, FCT-01.2:", "paragraph 3, FCT-02: There is no paragraph 3"],
        ),
        (MORNING.replace("Nobody came to see it.", "Nobo"), ["paragraph 3, FCT-02: Paragraph 3 has 4 characters"]),
    ],
)
def test_an_altered_text_is_told_from_the_one_that_was_read(cited, texts, tmp_path, altered, failing):
    write(texts / "morning.txt", altered)

    code, said, _warned = verify(tmp_path, cited, texts)

    assert code == 1
    assert f"source:morning: {4 - len(failing)} of 4 evidence rows verified in the altered text morning.txt" in said
    wrong = said[3:]
    assert len(wrong) == len(failing)
    for line, words in zip(wrong, failing, strict=True):
        assert line.startswith(f"source:morning, {words}")


def test_a_fact_of_which_a_passage_is_not_there_is_not_verified(cited, texts, tmp_path):
    write(texts / "morning.txt", MORNING.replace("turned", "burned"))

    _code, said, _warned = verify(tmp_path, cited, texts)

    assert said[0] == "3 facts in 5 evidence rows verified"


def test_a_text_that_is_all_altered_is_missing(cited, texts, tmp_path):
    write(texts / "morning.txt", "Nothing of that is here.\n")

    code, said, _warned = verify(tmp_path, cited, texts)

    assert code == 0
    assert "source:morning: text missing for 4 evidence rows" in said


@pytest.mark.parametrize(
    ("place", "says"),
    [((9, 0, 4), "There is no paragraph 9"), ((3, 0, 400), "Paragraph 3 has 22 characters: 0 to 400 are not in it.")],
)
def test_evidence_beyond_its_text_is_named(copies, texts, tmp_path, place, says):
    url = copies("blank")
    engine = open_engine(url)
    paragraph, start, end = place
    with writing(engine)() as session:
        fill(session, PASSAGES)
        seeding = Seeding(session, SYSTEM)
        beyond = EvidenceInput("source:morning", paragraph=paragraph, char_start=start, char_end=end)
        seeding.add_evidence("FCT-09", {"claim": "", "record": "source:evening", "field": ""}, beyond)
        seeding.conclude()
        session.commit()
    engine.dispose()

    code, said, _warned = verify(tmp_path, url, texts)

    assert code == 1
    assert said[0] == "4 facts in 6 evidence rows verified"
    assert "source:morning: 4 of 5 evidence rows verified in morning.txt" in said
    assert said[-1].startswith(f"source:morning, paragraph {paragraph}, FCT-09: {says}")


def test_files_that_are_no_texts_are_named_and_left_out(cited, texts, tmp_path):
    (texts / "picture").write_bytes(b"\x89PNG\xff")
    with (texts / "huge").open("wb") as file:
        file.truncate(10**9)
    (texts / "folder").mkdir()
    (texts / "nowhere").symlink_to(texts / "absent")
    os.mkfifo(texts / "pipe")

    code, said, warned = verify(tmp_path, cited, texts)

    assert code == 0
    assert said[0] == "4 facts in 6 evidence rows verified"
    assert warned == [
        "huge is left out: it has more than 10000000 bytes.",
        "picture is left out: it is not UTF-8 at byte 0.",
    ]


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="There is no file here that root cannot read.")
def test_a_file_that_cannot_be_read_is_named_and_left_out(cited, texts, tmp_path):
    (texts / "unreadable").symlink_to("/proc/self/mem")

    code, said, warned = verify(tmp_path, cited, texts)

    assert code == 0
    assert said[0] == "4 facts in 6 evidence rows verified"
    assert warned == ["unreadable is left out: Input/output error."]


def test_a_folder_of_texts_that_is_not_there_is_a_wrong_use(tmp_path):
    done = run(tmp_path, "verify-evidence", str(tmp_path / "absent"))

    assert done.returncode == 2
    assert "absent" in done.stderr


def test_evidence_of_a_database_without_tables_cannot_be_verified(tmp_path):
    assert "no database yet" in refused(run(tmp_path, "verify-evidence", str(tmp_path)))
