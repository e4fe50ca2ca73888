"""Passwords: which ones are kept, what is kept of them, and new ones."""

import re
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from tracker.languages import gettext as _

SHORTEST = 12
# Hashing takes as long as the password is: nobody may keep the server busy with a book.
LONGEST = 1_000
# What no form sends and nobody types: control characters, and halves of characters.
UNTYPED = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
# The ones of twelve characters and more that lists of leaked passwords are full of; shorter ones are refused anyway.
_LEAKED = """
000000000000 111111111111 121212121212 123123123123 123412341234 123456123456 123456654321 123456789000 123456789012
1234567890-= 1234567890123 12345678901234 123456789012345 1234567890123456 12345678901234567890 1234567891011
123456789abc 123456789123 123456789qwe 123456abcdef 123abc123abc 123qwe123qwe 123qweasdzxc 147258369147 1q2w3e4r5t6y
1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1q2w3e4r5t6y7u8i9o0p 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qazxsw23edc 987654321000
987654321012 a1b2c3d4e5f6 a1s2d3f4g5h6 aaaaaaaaaaaa abc123abc123 abcabcabcabc abcd12345678 abcd1234abcd abcdefghijkl
abcdefghijklm abcdefghijklmnop abcdefghijklmnopqrstuvwxyz administrateur administrator administrator1 administrator123
adminadminadmin admin1234567 admin12345678 admin123456789 asdasdasdasd asdf1234asdf asdfasdfasdf asdfghjkl123
asdfghjkl1234 asdfghjkl;'# asdfghjklqwe assassinscreed azertyuiop12 azertyuiop123 azertyuiopqs azertyuiopqsdfghjklm
blink182blink changeme1234 changeme12345 changemeplease changeme123! christopher1 christopher12 correcthorse
correcthorsebatterystaple dragonballgt dragondragon evangelion01 footballfootball iloveyou1234 iloveyou12345
iloveyouforever iloveyousomuch iloveyoubaby ilovemyfamily jesuschrist1 letmeinletmein letmein12345 lovelovelove
manchesterunited mickeymouse1 motdepasse12 motdepasse123 motdepasse1234 mynameisnobody mypassword12 mypassword123
ninjaninja12 p@ssw0rd1234 p@ssw0rd123! p@ssword1234 pass12345678 passpasspass passw0rd1234 password0123 password1111
password1234 password12345 password123456 password1234567 password12345678 password123456789 password1234!
password123! password2024 password2025 password2026 passwordpassword princess1234 q1w2e3r4t5y6 q1w2e3r4t5y6u7i8
qazwsxedcrfv qazwsxedc123 qqqqqqqqqqqq qwe123qwe123 qweasdzxc123 qweqweqweqwe qwerty123456 qwerty1234567
qwerty12345678 qwerty123456789 qwertyqwerty qwertyuiop12 qwertyuiop123 qwertyuiop1234 qwertyuiop12345 qwertyuiop[]
qwertyuiopas qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm qwertzuiop12 qwertzuiop123 rockyou12345 secretsecret
spongebobsquarepants starwars1234 sunshine1234 superman1234 thequickbrownfox trackertracker trustno1trustno1
unbelievable welcome12345 welcome123456 welcomewelcome winniethepooh xxxxxxxxxxxx zaq12wsxcde3 zxcvbnm12345
zxcvbnm,./12 zzzzzzzzzzzz
"""
COMMONEST = frozenset(_LEAKED.split())


def problems(password: str, name: str) -> list[str]:
    """The sentences that speak against a password for the account `name`; none if it may be used."""
    if not SHORTEST <= len(password) <= LONGEST:
        return [_("A password has %(shortest)s to %(longest)s characters.", shortest=SHORTEST, longest=LONGEST)]
    if UNTYPED.search(password):
        return [_("A password holds no control character, such as a line break or a tab.")]
    if password.strip().casefold() == name.strip().casefold():
        return [_("A password is not the name of its account.")]
    if password.strip().casefold() in COMMONEST:
        return [_("This password is one of the commonest, which are tried first: choose another.")]
    return []


def generate() -> str:
    """A password that nobody can guess and anybody can copy."""
    return secrets.token_hex(10)


def hashed(password: str) -> str:
    """What is kept of a password."""
    return _hasher().hash(password)


def matches(password_hash: str, password: str) -> bool:
    """Whether this is the password a hash was made of. It takes as long for a wrong one."""
    try:
        return _hasher().verify(password_hash, password[:LONGEST]) and len(password) <= LONGEST
    except (VerifyMismatchError, InvalidHashError, UnicodeEncodeError):
        return False


@cache
def nobodys_hash() -> str:
    """A hash to check against when there is no such account, so that the answer takes as long."""
    return hashed(secrets.token_urlsafe())


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()
