use countersign_auth::{Claim, ReplayKey};
use countersign_grammar::UnixTime;

use super::keys::{alike, key, long};
use super::report::{Checked, Outcome, Rule};
use super::{Subject, threads};
use crate::{ReplayStore, Unavailable};

/// Any time will do.
pub(super) const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

/// How many seconds a key is remembered here, unless it is about something else.
const WHILE: u64 = 80;

pub(super) fn run<S: Subject>(rule: Rule, subject: &mut S) -> Outcome {
    let kept = match rule {
        Rule::OnceOnly => once_only(&subject.fresh()),
        Rule::KeysApart => keys_apart(subject),
        Rule::KeysWhole => keys_whole(&subject.fresh()),
        Rule::LateIsSeen => late_is_seen(&subject.fresh()),
        Rule::Remembered => remembered(&subject.fresh()),
        Rule::ClockGoesBack => clock_goes_back(&subject.fresh()),
        Rule::AtOnce => threads::at_once(|| subject.fresh()),
        Rule::WhenFull => {
            return match subject.bounded(CAPACITY) {
                Some(store) => when_full(&store).map(|()| Checked::Kept),
                None => Ok(Checked::NotClaimed),
            };
        }
        Rule::Restart => return restart(subject),
    };
    kept.map(|()| Checked::Kept)
}

type Kept = Result<(), String>;

/// Seconds after [`NOW`].
fn at(seconds: u64) -> UnixTime {
    NOW.saturating_add(seconds)
}

/// A claim and what has to be answered.
fn expect(
    store: &impl ReplayStore,
    what: &str,
    key: &ReplayKey,
    (until, now): (UnixTime, UnixTime),
    expected: Claim,
) -> Kept {
    match store.claim(key, until, now) {
        Ok(claim) if claim == expected => Ok(()),
        answer => Err(format!(
            "{what}: claimed at {now} until {until}, {}, should be {expected:?}",
            say(answer)
        )),
    }
}

pub(super) fn say(answer: Result<Claim, Unavailable>) -> String {
    match answer {
        Ok(claim) => format!("was {claim:?}"),
        Err(unavailable) => format!("was unavailable ({unavailable})"),
    }
}

fn once_only(store: &impl ReplayStore) -> Kept {
    let (key, until) = (key("7f3a"), at(WHILE));
    expect(store, "a new key", &key, (until, NOW), Claim::First)?;
    for _ in 0..3 {
        expect(store, "the same again", &key, (until, NOW), Claim::Seen)?;
    }
    expect(
        store,
        "the same, to be kept longer",
        &key,
        (at(2 * WHILE), NOW),
        Claim::Seen,
    )?;
    expect(
        store,
        "the same, to be kept shorter",
        &key,
        (at(1), NOW),
        Claim::Seen,
    )
}

/// Each pair on a store of its own: a key may stand in two pairs.
fn keys_apart(subject: &mut impl Subject) -> Kept {
    for (how, one, other) in alike() {
        let store = subject.fresh();
        let times = (at(WHILE), NOW);
        expect(&store, how, &one, times, Claim::First)?;
        expect(&store, how, &other, times, Claim::First)?;
        expect(&store, how, &one, times, Claim::Seen)?;
        expect(&store, how, &other, times, Claim::Seen)?;
    }
    Ok(())
}

fn keys_whole(store: &impl ReplayStore) -> Kept {
    let times = (at(WHILE), NOW);
    for (length, one, other) in long() {
        let what =
            |which: &str| format!("a jti of {length} octets, the {which} of two that differ in the last");
        expect(store, &what("first"), &one, times, Claim::First)?;
        expect(store, &what("second"), &other, times, Claim::First)?;
    }
    for (length, one, other) in long() {
        let what = format!("a jti of {length} octets, again");
        expect(store, &what, &one, times, Claim::Seen)?;
        expect(store, &what, &other, times, Claim::Seen)?;
    }
    Ok(())
}

fn late_is_seen(store: &impl ReplayStore) -> Kept {
    let never = [
        ("a new key at its time", NOW, NOW),
        ("a new key a second too late", NOW, at(1)),
        ("a new key an hour too late", NOW, at(3600)),
        ("a new key whose time was the epoch", UnixTime::EPOCH, NOW),
        ("a new key at the end of time", UnixTime::MAX, UnixTime::MAX),
    ];
    expect(
        store,
        "a new key a second before its time",
        &key("in time"),
        (at(1), NOW),
        Claim::First,
    )?;
    for (jti, until, now) in never {
        // The one at the end of time is the last: time may not go back for a store that has seen it.
        expect(store, jti, &key(jti), (until, now), Claim::Seen)?;
    }
    Ok(())
}

fn remembered(store: &impl ReplayStore) -> Kept {
    let until = at(WHILE);
    let (early, used) = (key("early"), key("used"));
    expect(store, "a new key", &early, (until, NOW), Claim::First)?;
    expect(
        store,
        "a key for ever",
        &key("for ever"),
        (UnixTime::MAX, NOW),
        Claim::First,
    )?;
    expect(store, "a new key", &used, (until, NOW), Claim::First)?;
    for second in 0..WHILE {
        // Others come and go, so that there is always something to clear away.
        for number in 0..8 {
            let passing = key(&format!("passing {second}.{number}"));
            let times = (at(second.saturating_add(1)), at(second));
            expect(store, "a key for one second", &passing, times, Claim::First)?;
        }
        let shorter = (at(second.saturating_add(1)), at(second));
        expect(
            store,
            "a key that is used",
            &used,
            (until, at(second)),
            Claim::Seen,
        )?;
        expect(
            store,
            "a key that is used, to be kept shorter",
            &used,
            shorter,
            Claim::Seen,
        )?;
    }
    let last = at(WHILE.saturating_sub(1));
    expect(
        store,
        "a key in its last second",
        &early,
        (until, last),
        Claim::Seen,
    )?;
    let longer = (at(2 * WHILE), last);
    expect(
        store,
        "a key in its last second, to be kept longer",
        &early,
        longer,
        Claim::Seen,
    )?;
    expect(
        store,
        "a key when its time is over",
        &early,
        (until, until),
        Claim::Seen,
    )?;
    let much_later = UnixTime::from_secs(1 << 40);
    expect(
        store,
        "a key for ever",
        &key("for ever"),
        (UnixTime::MAX, much_later),
        Claim::Seen,
    )
}

fn clock_goes_back(store: &impl ReplayStore) -> Kept {
    let (key_1, until) = (key("7f3a"), at(WHILE));
    expect(store, "a new key", &key_1, (until, NOW), Claim::First)?;
    for second in [WHILE, WHILE * 2, WHILE * 10] {
        let passing = key(&format!("passing {second}"));
        let times = (at(second.saturating_add(1)), at(second));
        expect(
            store,
            "a new key after the first is over",
            &passing,
            times,
            Claim::First,
        )?;
    }
    expect(
        store,
        "the first, after the clock went back",
        &key_1,
        (until, NOW),
        Claim::Seen,
    )
}

const CAPACITY: usize = 40;

fn when_full(store: &impl ReplayStore) -> Kept {
    let until = at(WHILE);
    let number = |number: usize| key(&format!("number {number}"));
    for place in 0..CAPACITY {
        let what = format!("key {place} of {CAPACITY} that there is room for");
        expect(store, &what, &number(place), (until, NOW), Claim::First)?;
    }
    for place in CAPACITY..3 * CAPACITY {
        if let Ok(claim) = store.claim(&number(place), until, NOW) {
            return Err(format!(
                "key {place} where there is room for {CAPACITY}: was {claim:?}, should be unavailable"
            ));
        }
    }
    for place in 0..CAPACITY {
        let what = format!("key {place} of a full store, again");
        expect(store, &what, &number(place), (until, NOW), Claim::Seen)?;
    }
    for place in 0..CAPACITY {
        let what = format!("new key {place} when the time of the old ones is over");
        let fresh = key(&format!("fresh {place}"));
        expect(store, &what, &fresh, (at(2 * WHILE), until), Claim::First)?;
    }
    Ok(())
}

fn restart(subject: &mut impl Subject) -> Outcome {
    let mut store = subject.fresh();
    let until = at(WHILE);
    for round in 0..5_u64 {
        let now = at(round);
        for earlier in 0..round {
            let known = key(&format!("of start {earlier}"));
            let what = format!("a key of {} starts ago", round.saturating_sub(earlier));
            expect(&store, &what, &known, (until, now), Claim::Seen)?;
        }
        let new = key(&format!("of start {round}"));
        expect(&store, "a new key", &new, (until, now), Claim::First)?;
        store = match subject.restarted(store) {
            Some(store) => store,
            None if round == 0 => return Ok(Checked::NotClaimed),
            None => return Err(format!("restart {round} gives no store")),
        };
    }
    // What was forgotten stays used over a restart too, should the clock go back.
    expect(
        &store,
        "a new key after the others are over",
        &key("last"),
        (at(2 * WHILE), until),
        Claim::First,
    )?;
    let Some(store) = subject.restarted(store) else {
        return Err("the last restart gives no store".to_owned());
    };
    let first = key("of start 0");
    let what = "a key that is over, after a restart and after the clock went back";
    expect(&store, what, &first, (until, NOW), Claim::Seen)?;
    Ok(Checked::Kept)
}
