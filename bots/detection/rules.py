"""The small grammar of asking for a person: patterns over the parts that `tagging` gives to words.

A pattern is written in names of parts, as in `talk to? SMALL* human`; the capitals are shorthands.
"""

import re
from dataclasses import dataclass

SHORTHANDS = {
    "TARGET": "(human|person|anyone|desk|team|handoff|place)",
    "WHO": "(human|person|anyone)",
    "SOMEBODY": "(person|anyone)",
    "HELPING": "(help|act|takeover|talk|reach|call|callme)",
    "SMALL": "(det|this|real|fill)",
    "ANY": "(other|det|this|real|fill|to|for|on|me|i|my|from|about|be|act|give|help|can|they)",
    "GAP": "(to|for|det|real|fill|on|me|help|from)",
    "AFTER": "(fill|here|to|help|who|on|from|can|will|i|me|not|about|talk|act|takeover|call|callme"
    "|be|what|you|let|do"
    "|want|real)",
}


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """To be matched against the clause's parts, each followed by one space."""
    for name, parts in (("other", "(other|matter)"), ("pass", "(pass|escalate)")):
        pattern = re.sub(rf"\b{name}\b", parts, pattern)
    for name, parts in SHORTHANDS.items():
        pattern = pattern.replace(name, parts)
    spaced = re.sub(r"[a-z]+", lambda part: f"(?:{part.group()}_)", pattern)
    return re.compile(r"(?<!\S)(?:" + re.sub(r"\s+", "", spaced).replace("_", " ") + ")")


@dataclass(frozen=True, slots=True)
class Rule:
    """`score` is 0..1. A framed rule counts at the start of a clause, or after words that ask."""

    pattern: re.Pattern[str]
    score: float
    framed: bool = False


def _rule(pattern: str, score: float, framed: bool = False) -> Rule:
    return Rule(compile_pattern(pattern), score, framed)


SOMEONE = (
    "(me|det|real|fill|help|from|for){0,4} anyone (real|here|fill){0,2}"
    " ($|who|can|help|from|to fill? (help|talk|call|reach))"
)
"""Somebody with an end or a purpose that fits: not "someone to paint my house"."""

REQUESTS = (
    # "I want to speak to a real person", "can I chat with somebody", "talk to the billing department"
    _rule("talk (to|det|real|fill|on|me|help){0,5} TARGET", 0.95),
    _rule("talk to (det|real|fill|other){0,3} (human|desk|team)", 0.9),
    _rule("(talk|reach) GAP{0,3} my other{1,2} human", 0.8),
    _rule("talk to SMALL{0,3} real", 0.85),
    # "contact support", "how do I get in touch with an agent"
    _rule("reach GAP{0,5} TARGET", 0.85),
    _rule("reach to? (det|real|fill|other){0,3} (human|desk|team)", 0.75, framed=True),
    # "connect me to a person", "put me through to support", "hand this conversation over to a human"
    _rule("pass me GAP{0,5} other{0,2} TARGET", 0.95),
    _rule("pass (det|this|my)? other{0,2} on? to SMALL{0,4} (human|desk|team|handoff)", 0.9),
    _rule("pass (det|real|fill){0,3} (human|real? anyone|real person) (on|to fill{0,2} $)", 0.85),
    _rule("pass (det|this)? other? on? to SMALL{0,4} real SMALL{0,2} SOMEBODY", 0.9),
    _rule("(pass|give) me (on|to) fill* $", 0.7),
    _rule("^ fill* (can|will)? you? fill* pass me fill* $", 0.6),
    # "I need a human", "get me a real person", "give me somebody who can fix my card"
    _rule("want give? GAP{0,5} (human|handoff) ($|AFTER)", 0.9),
    _rule("(give|call) GAP{0,5} (human|handoff) ($|AFTER)", 0.9, framed=True),
    _rule("give me GAP{0,5} (human|handoff)", 0.85),
    _rule("want give? GAP{0,5} (det|real) fill{0,2} person ($|AFTER)", 0.9),
    _rule("give GAP{0,5} (det|real) fill{0,2} person ($|AFTER)", 0.9, framed=True),
    _rule(f"(want give?|give me) {SOMEONE}", 0.85),
    _rule(f"give {SOMEONE}", 0.8, framed=True),
    _rule("can i call SMALL{0,3} (human|person|anyone|desk|team)", 0.6),
    # "can someone real help me", "could a person call me", "let an agent handle this"
    _rule("(can|will|let|give) SMALL{0,3} (human|handoff) (real|here|fill|be|can|from|desk|to){0,4}"
          "(HELPING|give me)", 0.85),
    _rule("(can|will|let) SMALL{0,3} SOMEBODY (from|here|fill|desk|det|you){0,3} real (fill"
          "|here){0,2} HELPING",
          0.9),
    _rule("(can|will|let) SMALL{0,3} real SMALL{0,2} SOMEBODY fill{0,2} HELPING", 0.9),
    _rule("(can|will|let) SMALL{0,3} SOMEBODY (here|fill|from|desk|team|det|be){0,4} HELPING to? (me|i"
          "|this)? (fill|here|on){0,3} $",
          0.75),
    _rule("help from SMALL{0,4} WHO", 0.85),
    # "discuss my mortgage with an advisor", "sort this out with a person", "complain to a manager"
    _rule("(talk|help|act) (my|this|det)? other{0,3} on? to SMALL{0,3} (human|desk|real SOMEBODY)", 0.8),
    _rule("(talk|act) (my|this|det)? on to SMALL{0,3} person ($|fill|about|here)", 0.8),
    _rule("want to? other{0,3} to SMALL{0,3} human ($|fill|about|here|from|on)", 0.7),
    # "someone needs to call me", "can you have somebody ring me", "I want a call back from your team"
    _rule("(can|will|let|give|want) GAP{0,4} (anyone|human|person|desk|team)"
          "(from|desk|team|det|fill|here|place|other){0,5} (want|can|will)? to? callme", 0.8),
    _rule("anyone (from|desk|team|det|fill){0,5} (want|can|will) to? callme", 0.8),
    _rule("(want|can i give|let i give|have) (det|real|fill){0,3} callback from SMALL{0,4} TARGET", 0.75),
    # "get someone to help me", "any chance to get a human on the line", "is a real person available"
    _rule("give (det|real|fill){0,3} anyone to (callme|(help|talk to) (me|i))", 0.75),
    _rule("give (det|real|fill){0,3} (human|real SOMEBODY) (on|here)", 0.8),
    _rule("^ fill? be SMALL{0,3} (human|real SOMEBODY) (det|here|fill){1,3} ($|to (talk|help|act))", 0.75),
    _rule("handoff to SMALL{0,3} TARGET", 0.9),
    # "who can I speak to about this"
    _rule("^ fill{0,2} who can i fill? to? talk to? (about|$)", 0.75),
    _rule("^ fill{0,2} who can i fill? (call|reach) fill{0,2} $", 0.6),
    # "arrange a call back from your team", "somebody to ring me"; only to be called back is another wish
    _rule("(callme|callback) from SMALL{0,3} TARGET", 0.75),
    _rule("(anyone|human) (from|here|fill|desk|team|det){0,4} to callme", 0.75),
    # "I want someone on your team", "somebody in your support team"
    _rule("(want|give|talk|pass|can|will|let) GAP{0,4} anyone (from|to) (det|fill){1,2} (desk|team"
          "|human)", 0.8),
    # "I need somebody to fix this", "is anyone able to sort my bill"
    _rule("(want|give) (me|for|give|det|fill){0,3} anyone (real|here|fill|from|team|det){0,3} to fill?"
          " act (on|to|about|for|SMALL|my|help){0,4} ($|me|matter|here|they)", 0.75),
    _rule("^ fill* (be|there)? anyone (here|fill){0,2} can to? (help|act)", 0.7),
    # "could a person look at this", "I think a human has to handle this"
    _rule("(can|will|let) det{1,2} person (fill|here|can|be){0,2} (act|help|takeover|callme|talk"
          " to? (my|this|me|they))", 0.75),
    _rule("^ (fill|i|other|this){0,3} det (human|person) (want|will|can) to? fill? (act|help|talk to)", 0.75),
    # "I want my case reviewed by a human", "could I be helped by a person"
    _rule("want to? (be|my|this|they|i|me|for|det)(other|to|be|act|help|past|fill|talk|from"
          "|for){0,6} by SMALL{0,3}"
          "(human|person|real anyone)", 0.85),
    _rule("(can|will|let) (i|my|this|they)(other|fill){0,2} be (other|to|act|help|past|fill|talk){1,3} by"
          " SMALL{0,3} (human|person|real anyone)", 0.8),
    # "get me past this bot", "I can't do this with a bot", "I want to do it with a person"
    _rule("escape SMALL{0,3} bot", 0.65),
    _rule("(not|fedup) (can|want|fill|to|do|act|this|they|my|talk){0,6} to SMALL{0,2} bot", 0.65),
    _rule("(do|act|talk) (they|this|my other)? to SMALL{1,3} (human|person) ($|fill|not)", 0.75),
    # "let somebody else take over this chat"
    _rule("(can|will|let|give|want) GAP{0,3} (anyone|human|person|desk|team) (here|from|det|team"
          "|desk|fill){0,3}"
          "(to|want|can|will|other){0,2} takeover (from|here|fill|on|SMALL (talk|matter|$)|talk|$)", 0.85),
    # "please escalate", "I want my complaint escalated"
    _rule("^ (fill|can|will|you|i|want|to|give|my|this|they|det|matter){0,7} escalate"
          " (fill|this|they|my|det|matter){0,3} (to|team|$)", 0.75),
    # "who should I speak to about this", "what do I press to get a person", "any chance of a human"
    _rule("^ fill{0,2} (who|what) (do|will|want) i (want|fill)? to? talk to? fill{0,2} (about|$)", 0.65),
    _rule("(what|how) other{0,2} (do|can) i (want to)? other{0,2} to? (give|reach|talk to) SMALL{0,3}"
          " (human|person|desk) fill{0,2} $", 0.7),
    _rule("^ fill{0,2} can (det|real|fill|about|for){0,4} (human|real person|person) (fill"
          "|here){0,2} $", 0.75),
    _rule("^ fill{0,2} where be SMALL{0,3} (human|person) (fill|here|work){0,2} $", 0.6),
    # "can you hand this to somebody with more experience"
    _rule("^ (fill|can|will|you|want|to){0,5} (pass|give) (this|they|my matter) (fill|on|to){1,3} SMALL{0,2}"
          " (anyone|person) (here|fill|real){0,2} ($|who|to|from|can)", 0.75),
    # "do you have a team I can speak with", "can I speak with Sarah from support"
    _rule("do not? you fill? give SMALL{0,4} (human|person|anyone|desk|team) (from|desk|team|place|here|fill"
          "|who){0,3} (i can (talk|reach|call)|$)", 0.7),
    _rule("talk to other{1,2} from SMALL{0,2} (desk|team|place)", 0.8),
    # "that isn't something a bot can handle"
    _rule("not (other|this|fill|what){1,3} det? bot can (act|help|do|takeover)", 0.65),
    _rule("want to? (do|act) (they|this|fill|other){0,2} to SMALL{0,3} (human|real person)", 0.75),
    _rule("^ fill{0,2} anyone (from|desk|team|place|det|here|fill){0,4} callme", 0.7),
    _rule("(can|will) det{1,2} human (from|desk|team|det|fill|here|on){0,4} other{1,2} (me|i)", 0.65),
    # wishes with other things between: "may I have an agent look into it", "a second opinion from an advisor"
    _rule("(want|can i|let i) ANY{0,7} (talk|reach|pass|help) ANY{0,3} (to|from|by) (det|real"
          "|fill){0,3} (human|desk)", 0.6),
    _rule("(want|can i|let i) ANY{0,4} (from|by) (det|real|fill){0,3} human (here|fill){0,2} $", 0.6),
    _rule("^ (fill|other|bot|useless|be){0,5} (pass|reach|talk to|give) ANY{0,3} (human|desk|real"
          " person) (fill"
          "|here|me){0,3} $", 0.6),
    _rule("(can|will|let|give) det{1,2} human pass to (my|this|me|they)", 0.7),
    _rule("can i? give SMALL{0,3} human pass to", 0.7),
    _rule("^ (fill|can|will|you){0,4} pass (my|this|they|det) matter? to SMALL{0,3} (human|desk|team)", 0.8),
    _rule("want person fill{0,3} $", 0.8),
    _rule("^ fill{0,2} (det (human|real{1,2} person)|real{1,2} person) fill? will be (fill|other"
          "|real){1,3} $", 0.7),
    _rule("^ fill{0,3} anyone want to? act (on|to|SMALL){0,2} (this|they|me)", 0.65),
    _rule("want SMALL{0,2} (anyone|human|person) can (talk|help|act|reach) to? (me|i|this|my)", 0.8),
    _rule("talk about? (this|they|my matter|det matter)? to SMALL{1,3} (human|person) (fill|here"
          "|not|$)", 0.7),
    _rule("^ fill{0,3} where be det{0,2} desk (fill|here){0,2} $", 0.6),
    _rule("want give? det{1,2} desk (fill|here){0,2} $", 0.65),
    _rule("(where|how|what) (do|can) i (give|reach) SMALL{0,3} (human|person|anyone) (to (talk"
          "|help)|who|$)", 0.7),
    _rule("there not (i can|who)? to? (talk|help|reach)", 0.75),
    # "is a person available", "are any of your agents free"
    _rule("^ fill* be (det|real|fill|about|i|on|here){0,4} (human|person|anyone) (real|from|desk"
          "|team|det|fill"
          "|here){0,3} (det|here|info) fill{0,2} ($|to (talk|help|act|call|callme))", 0.75),
    _rule("where be SMALL{0,3} (human|handoff|real person) (here|fill){0,2} $", 0.6),
    # "put a person on"
    _rule("pass det (real|fill){0,2} person (on|to) (fill|here){0,2} $", 0.8),
    # "a question that only a human can answer"
    _rule("fill det (human|real person) can (act|help|callme)", 0.8),
    # "is there anybody I can speak to", "do you have real people there"
    _rule("there SMALL{0,4} WHO (real|here|fill|work){0,3} ($|i|to (talk|help|act|reach)|who|can"
          "|from)", 0.85),
    _rule("do not? you give SMALL{0,4} WHO (real|here|fill|work){0,3} ($|i|to (talk|help|act|reach)"
          "|who)", 0.75),
    _rule("^ fill? be SMALL{0,3} WHO (real|from|desk|fill){0,2} here{1,2} ($|to help|who)", 0.7),
    _rule("where be SMALL{0,3} (human|handoff|real person) $", 0.6),
    # "agent please", "HUMAN", "real person", "customer service"
    _rule("^ (det|real|fill|me|to|from|give|want|i){0,5} human{1,3} (fill|help|here|me|to"
          "|real|det){0,3} $", 0.85),
    _rule("^ (det|real|fill|me|to|from|give|want|i|a){0,5} handoff (fill|help|here|me|to){0,3} $", 0.85),
    _rule("^ (det|fill|to|anyone from){0,3} real{1,2} fill? SOMEBODY (fill|help|here){0,3} $", 0.85),
    _rule("^ (det|fill|to){0,3} person fill{1,2} $", 0.75),
    _rule("^ (det|to|fill){0,3} desk (fill|help){0,3} $", 0.65),
    _rule("^ (anyone from|to) (det|fill){0,2} (desk|team) (fill|help){0,3} $", 0.75),
    _rule("^ anyone (real|from desk) (fill|help|here){0,3} $", 0.85),
    _rule("^ team fill{1,2} $", 0.65),
    # "I don't want to talk to a bot", "someone who is not a machine", "no more bots"
    _rule("(not|fedup) (want|fill|to|be|of){0,4} talk to? (det|fill|real|other){0,3} bot", 0.85),
    _rule("(human|person|anyone|real) (who be)? not SMALL{0,2} bot", 0.8),
    _rule("(not|fedup) (want|give|me|fill|i|to|other){0,3} det? bot (other|act)? $", 0.7),
    _rule("^ fill? not SMALL{0,2} bot fill{0,3} $", 0.65),
    _rule("talk to (anyone|other) here? not SMALL{0,2} bot", 0.8),
)  # fmt: skip

REFUSAL = compile_pattern(
    "not (fill|det|want|for|to|from|pass|give|let|talk|reach|me|on|be|help|call){0,7} SMALL{0,4} TARGET"
)
"""A "no" whose reach ends at the person: whatever comes between belongs to asking for one."""

NOT_A_REFUSAL = compile_pattern("(can|there|what) (do|i|you)?")
"""Before the "no", these make it a complaint or a question: "I can't reach an agent", "why not a human"."""

NATURE = (
    compile_pattern("be (you|i|they|this){1,2} (fill|not){0,2} (talk to? )? (SMALL|to){0,4} (human"
                    "|person|bot|real|anyone)"),
    compile_pattern("you (be|real) (not|SMALL){0,4} (human|person|bot|real)"),
    compile_pattern("(be|do) you (fill|be){0,2} (det|real){0,3} (human|person|bot)"),
)  # fmt: skip
"""Questions and remarks about what the bot itself is."""

WHETHER = compile_pattern("(do (i|they) (fill|want)?|what (will|do) i fill?) want to? (talk|reach)")
"""Asks whether talking to a person is needed: "do I have to speak to an agent to change my PIN?"."""

OTHERS_DO = compile_pattern("^ (fill|how|what){0,3} (do|can|will) (det|my|this){0,2} (other|bot)")
"""Asks what some thing does for its users: "does your app let customers talk to a person"."""

OTHER_PEOPLE = compile_pattern("(talk|reach|call) (to|on){0,2} (my|det) other")
"""People who are not staff: "I want to talk to my wife first"."""

REPORTED = (
    compile_pattern("past (to|SMALL|me|on|my){0,4} (human|person|anyone|desk|team)"),
    compile_pattern("(my|det) (human|person|anyone|desk|team) (on|here|fill|be|have){0,3} past"),
    compile_pattern("(human|anyone|desk|team) past"),
)
"""Talk with people that already took place."""
