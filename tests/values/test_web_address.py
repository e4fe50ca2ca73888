import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.values import ValueProblem
from tracker.values.web_address import LONGEST, WebAddress

NAMES = [
    "example.com",
    "WWW.Example.com",
    "www.www.example.com",
    "www.com",
    "example.com.",
    "m.example.com",
    "localhost",
]
FOREIGN = ["bücher.example", "ｅxample．com", "xn--bcher-kva.example"]
HOSTS = st.sampled_from([*NAMES, *FOREIGN, "192.0.2.7", "[::1]", "[2001:0DB8::0001]"])
PORTS = st.sampled_from(["", ":", ":80", ":443", ":8080", ":0080"])
TAILS = st.text("abAB/.%2fFé?&=#~+ampu_tcid🎬", max_size=30) | st.text(max_size=12)
ADDRESSES = st.builds(
    lambda scheme, host, port, tail: f"{scheme}://{host}{port}/{tail}",
    st.sampled_from(["http", "https", "HTTPS"]),
    HOSTS,
    PORTS,
    TAILS,
)


def read(text):
    try:
        return WebAddress.parse(text)
    except ValueProblem as problem:
        return problem


def key(text):
    return WebAddress.parse(text).key


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/a",
        " http://example.com/a\n",
        "HTTPS://WWW.EXAMPLE.COM/a/",
        "http://www.www.example.com./a",
        "http://example.com:80/a",
        "https://example.com:443/a",
        "https://example.com/a#top",
        "https://example.com/a?",
        "https://example.com/a?utm_source=x&UTM_medium=y&fbclid=1&gclid=2",
        "https://example.com/a/?mc_cid=1&mc_eid=2&igshid=3&ref_src=4&&utm_",
        "https://example.com/a/amp",
        "https://example.com/a/amp/",
        "https://example.com/%61",
    ],
)
def test_finds_the_same_page(text):
    assert key(text) == "https://example.com/a"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.com", "https://example.com"),
        ("https://example.com/", "https://example.com"),
        ("https://example.com/?b=2&utm_id=1&a=1", "https://example.com?b=2&a=1"),
        ("https://example.com/a?reference=1&ref=2", "https://example.com/a?reference=1&ref=2"),
        ("https://example.com/A%2fb", "https://example.com/A%2Fb"),
        ("https://example.com/été", "https://example.com/%C3%A9t%C3%A9"),
        ("https://example.com/100%", "https://example.com/100%25"),
        ("https://example.com/a?q=%7Ex%2B+y", "https://example.com/a?q=~x%2B+y"),
        ("https://example.com/camp", "https://example.com/camp"),
        ("https://bücher.example/", "https://xn--bcher-kva.example"),
        ("https://m.example.com:8080/a", "https://m.example.com:8080/a"),
        ("https://www.com/a", "https://www.com/a"),
        ("http://[2001:0DB8:0::0001]:80/a", "https://[2001:db8::1]/a"),
    ],
)
def test_keeps_what_tells_pages_apart(text, expected):
    assert key(text) == expected


def test_keeps_the_address_as_typed():
    address = WebAddress.parse(" http://www.example.com/?utm_source=x ")

    assert address.text == str(address) == "http://www.example.com/?utm_source=x"


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("", "is not a web address"),
        ("example.com/a", "“example.com/a” is not a web address: it begins with https:// or http://."),
        ("ftp://example.com", "is not a web address"),
        ("javascript:alert(1)", "is not a web address"),
        ("https:///a", "does not name a site"),
        ("https://", "does not name a site"),
        ("https://.", "does not name a site"),
        ("https://a..b/", "does not name a site"),
        ("https://exa\\mple.com/", "does not name a site"),
        (f"https://{'a' * 64}.com/", "does not name a site"),
        ("https://[::1", "does not name a site"),
        ("https://[::1]x/", "does not name a site"),
        ("https://[v1.a]/", "does not name a site"),
        ("https://[fe80::1%25eth0]/", "does not name a site"),
        ("https://user:secret@example.com/", "holds a user name or password"),
        ("https://@example.com/", "holds a user name or password"),
        ("https://example.com:99999/", "has a port"),
        ("https://example.com:x/", "has a port"),
        ("https://example.com/a b", "holds a space or an invisible character"),
        ("https://example.com/a\u00a0b", "holds a space or an invisible character"),
        ("https://example.com/a\tb", "holds a space or an invisible character"),
        ("https://example.com/\x00", "holds a space or an invisible character"),
        ("https://example.com/\u200b", "holds a space or an invisible character"),
        ("https://example.com/\ud800", "holds a space or an invisible character"),
        ("https://example.com/" + "a" * LONGEST, "is longer than 2000 characters"),
        ("https://example.com/" + "é" * 1000, "is longer than 2000 characters"),
    ],
)
def test_says_why_it_refuses(text, because):
    with pytest.raises(ValueProblem) as problem:
        WebAddress.parse(text)

    assert because in str(problem.value)
    assert str(problem.value).encode()


def test_accepts_two_thousand_characters():
    assert len(key("https://example.com/" + "a" * (LONGEST - len("https://example.com/")))) == LONGEST


@given(ADDRESSES | st.text() | (st.text() | st.text("[]:.%@/\\0fw-é", max_size=12)).map("https://{}".format))
@example("https://ẞ.example")
@example("https://℀.com/")
@example("https://exa%6dple.com")
@example("https://example.com//amp//amp/%2561")
@example("https://example.com/%2%35?utm%5Fsource=1&%75tm_x")
@example("https://x:٣/")
def test_its_key_is_an_address_with_the_same_key(text):
    answer = read(text)

    assert str(answer).encode()
    if isinstance(answer, WebAddress):
        assert answer.text == text.strip()
        assert answer.key.isascii()
        assert key(answer.key) == answer.key
