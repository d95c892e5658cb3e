"""May a few words after an answer be about it ("in a heartbeat", "on the ball") and ask for nothing?"""

from bots.detection.text import clauses, is_unspaced
from bots.detection.words import listed

MOST_WORDS, MOST_OF_THE_BOT = 6, 10
"""Of a remark; the second of one that begins with "you"."""
ASKING = listed("""
    what when where who whom whose which how why can could is are do does did will would should may might
    shall am was were has have
""")
"""Words that begin a question; the first of them also stand inside one."""
INSIDE = listed("what when where who whom whose which how why need needs want wants help if")
OWN = listed("i me my mine myself we us our ours not cannot no never")
"""Who speaks of what is theirs, or of what fails, tells of a problem."""
ORDERS = listed("""
    add apply ask book buy calculate call cancel change check close compare compute convert create define
    delete explain find fix flip get give go help let list look make mark move open order pay play please
    print put read remind remove repeat reserve return schedule search send set show skip spell start stop
    switch take tell text track transfer translate try turn update
""")


def may_be_a_remark(text: str) -> bool:
    """Short, and neither a question nor an order nor about the contact's own affairs."""
    said = [word for clause in clauses(text) for word in clause]
    most = MOST_OF_THE_BOT if said[:1] == ["you"] else MOST_WORDS
    if not said or len(said) > most or "?" in text or is_unspaced(text):
        return False
    return said[0] not in ASKING | ORDERS and not set(said) & (INSIDE | OWN)
