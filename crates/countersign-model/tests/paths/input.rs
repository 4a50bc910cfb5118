use std::fmt;
use std::sync::Arc;

use countersign_client::Complaint as Complained;
use countersign_model::source::{Action, Reply, Said, Source, State};
use countersign_model::term::Time;

use crate::machine::Machine;
use crate::machine::answers::{self, COMPLAINTS, EVERY, REPRESENTATIVE, Row, Way};

/// What is done to a source.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Input {
    /// So much time passes, and a caller asks.
    Poll(Time),
    /// The clock goes back so far, and a caller asks.
    PollBack(Time),
    /// So much time passes, and the answer comes.
    Answer(Time, Row, u64),
    /// The answer to the request that was given up last comes.
    LateAnswer(Row, u64),
    /// The answer to a request of another source comes.
    ForeignAnswer(Row),
    /// The request is dropped.
    Drop,
    /// So much time passes, and a resource server complains of the last token: one of the ways to complain.
    Reject(Time, Way),
    /// It complains of the token before that.
    RejectOld,
    /// The credentials are replaced.
    Replace,
    /// What the server refused for is mended.
    Resume,
}

/// Which inputs there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alphabet {
    /// Every answer of the list, at once or when its time is over, and every complaint.
    EveryAnswer,
    /// One answer of each kind, and every disturbance at every time that is the border of something.
    Representative,
    /// The few of these that move it most, for long paths.
    Few,
}

impl Alphabet {
    pub(crate) fn inputs(self) -> Vec<Input> {
        // A wait is over after 1, 2 or 3; an answer is late, and a long wait over, after 3; a token is renewed after 4 or
        // 5 and ends after 7.
        let mut inputs: Vec<Input> = [0, 1, 3, 4, 7].map(Input::Poll).into();
        let [of_token, .., of_scope, _] = COMPLAINTS;
        inputs.extend([Input::Drop, Input::Replace]);
        inputs.extend([of_token, of_scope].map(|way| Input::Reject(0, way)));
        match self {
            Self::EveryAnswer => {
                inputs.extend(EVERY.map(|row| Input::Answer(0, row, 0)));
                inputs.extend(EVERY.map(|row| Input::Answer(3, row, 0)));
                inputs.extend(EVERY.map(|row| Input::LateAnswer(row, 1)));
                inputs.extend(REPRESENTATIVE.map(Input::ForeignAnswer));
                inputs.extend(COMPLAINTS.map(|way| Input::Reject(1, way)));
            }
            Self::Representative => {
                inputs.extend([Input::Reject(2, of_token), Input::RejectOld, Input::Resume]);
                inputs.extend([1, 3].map(Input::PollBack));
                for row in REPRESENTATIVE {
                    inputs.push(Input::Answer(0, row, 0));
                    if row.reply != Reply::Never {
                        inputs.push(Input::Answer(0, row, 1));
                    }
                }
                for row in [Reply::Token(Some(8)), Reply::Never].map(answers::of) {
                    inputs.extend([Input::Answer(3, row, 1), Input::LateAnswer(row, 0)]);
                    inputs.push(Input::ForeignAnswer(row));
                }
            }
            Self::Few => {
                let token = answers::of(Reply::Token(Some(8)));
                inputs.extend([Input::PollBack(3), Input::LateAnswer(token, 0)]);
                let rows = REPRESENTATIVE.into_iter();
                let rows = rows.filter(|row| row.reply != Reply::Token(Some(0)));
                inputs.extend(rows.map(|row| Input::Answer(0, row, 0)));
            }
        }
        inputs
    }
}

impl Input {
    /// Whether the host has what it takes.
    pub(crate) fn is_possible(&self, machine: &Machine) -> bool {
        match self {
            Self::Answer(..) | Self::Drop => machine.current.is_some(),
            Self::LateAnswer(..) => machine.late.is_some(),
            Self::Reject(..) => machine.last.is_some(),
            Self::RejectOld => machine.before.is_some(),
            Self::PollBack(_) | Self::Poll(_) | Self::ForeignAnswer(_) | Self::Replace | Self::Resume => true,
        }
    }

    /// What the real source says to it.
    pub(crate) fn happens(&self, machine: &mut Machine, sabotage: Sabotage) -> Option<Said> {
        match *self {
            Self::Poll(after) => {
                machine.now += after;
                Some(sabotage.poll(machine))
            }
            Self::PollBack(by) => {
                machine.now -= by;
                Some(sabotage.poll(machine))
            }
            Self::Answer(after, row, entropy) => {
                machine.now += after;
                machine.answer(&sabotage.heard(row), entropy)
            }
            Self::LateAnswer(row, entropy) => machine.answer_late(&sabotage.heard(row), entropy),
            Self::ForeignAnswer(row) => Some(machine.answer_foreign(&row, 0)),
            Self::Drop => {
                machine.drop_request();
                None
            }
            Self::Reject(after, way) => {
                machine.now += after;
                let (status, challenge, _) = way;
                sabotage.reject(machine, answers::complaint(status, challenge))
            }
            Self::RejectOld => machine.reject(machine.before.clone(), Complained::InvalidToken),
            Self::Replace => {
                if sabotage != Sabotage::NewCredentialsUnheard {
                    machine.replace();
                }
                None
            }
            Self::Resume => {
                machine.resume();
                None
            }
        }
    }

    /// What it can be in the model: all actions that it may stand for, one after the other, chance being a choice.
    pub(crate) fn in_model(&self, source: &Source, state: &State) -> Vec<Vec<Action>> {
        match *self {
            Self::Poll(after) => vec![passing(after, Action::Poll)],
            Self::PollBack(by) => vec![vec![Action::Back(by), Action::Poll]],
            Self::Answer(after, row, _) => source
                .chances(state, row.reply)
                .map(|chance| passing(after, Action::Answer(row.reply, chance)))
                .collect(),
            Self::LateAnswer(row, _) => source
                .chances(state, row.reply)
                .map(|chance| vec![Action::LateAnswer(row.reply, chance)])
                .collect(),
            Self::ForeignAnswer(_) => vec![vec![Action::ForeignAnswer]],
            Self::Drop => vec![vec![Action::Drop]],
            Self::Reject(after, way) => vec![passing(after, Action::Reject(way.2))],
            Self::RejectOld => vec![vec![Action::RejectOld]],
            Self::Replace => vec![vec![Action::Replace]],
            Self::Resume => vec![vec![Action::Resume]],
        }
    }
}

fn passing(after: Time, action: Action) -> Vec<Action> {
    let mut actions = vec![Action::Tick; usize::from(after)];
    actions.push(action);
    actions
}

/// In words, for whoever reads a difference.
impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Poll(after) => write!(f, "after {after}, a caller asks"),
            Self::PollBack(by) => write!(f, "the clock goes back by {by}, and a caller asks"),
            Self::Answer(after, row, entropy) => {
                write!(f, "after {after}, the answer: {:?}; entropy {entropy}", row.said)
            }
            Self::LateAnswer(row, _) => write!(f, "the answer to the request before: {:?}", row.said),
            Self::ForeignAnswer(row) => write!(f, "the answer to another source: {:?}", row.said),
            Self::Drop => f.write_str("the request is dropped"),
            Self::Reject(after, way) => write!(f, "after {after}, a resource server: {way:?}"),
            Self::RejectOld => f.write_str("a resource server refuses the token before the last"),
            Self::Replace => f.write_str("the credentials are replaced"),
            Self::Resume => f.write_str("the registration is mended"),
        }
    }
}

/// A fault put around the real source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sabotage {
    /// None.
    None,
    /// It does not hear for how long a server asks to be left alone.
    RetryAfterUnheard,
    /// It takes a refusal for an outage.
    RefusalUnheard,
    /// It takes an outage for a refusal.
    OutageIsRefusal,
    /// It does not hear of complaints.
    ComplaintUnheard,
    /// It takes every complaint for one about the token.
    EveryComplaintCounts,
    /// It does not hear of new credentials.
    NewCredentialsUnheard,
    /// It hands the last token out once more.
    TokenOnceMore,
    /// Its clock is behind.
    LateClock,
}

impl Sabotage {
    /// Every one but none.
    pub(crate) const ALL: [Self; 8] = [
        Self::RetryAfterUnheard,
        Self::RefusalUnheard,
        Self::OutageIsRefusal,
        Self::ComplaintUnheard,
        Self::EveryComplaintCounts,
        Self::NewCredentialsUnheard,
        Self::TokenOnceMore,
        Self::LateClock,
    ];

    fn heard(self, row: Row) -> Row {
        let outage = answers::of(Reply::NotNow(None));
        let refusal = answers::of(Reply::Never);
        match (self, row.reply) {
            (Self::RetryAfterUnheard, Reply::NotNow(Some(_))) | (Self::RefusalUnheard, Reply::Never) => {
                outage
            }
            (Self::OutageIsRefusal, Reply::NotNow(_)) => refusal,
            _ => row,
        }
    }

    fn poll(self, machine: &mut Machine) -> Said {
        if self == Self::LateClock {
            machine.now -= 1;
            let said = machine.poll();
            machine.now += 1;
            return said;
        }
        let last = machine.last.clone();
        match (machine.poll(), last) {
            (Said::Send, Some(last)) if self == Self::TokenOnceMore && machine.phase().in_flight() => {
                Said::Use(crate::machine::in_model(last.usable_until()))
            }
            (said, _) => said,
        }
    }

    fn reject(self, machine: &mut Machine, complaint: Complained) -> Option<Said> {
        let token = machine.last.as_ref().map(Arc::clone);
        match self {
            Self::ComplaintUnheard => machine.reject(token, Complained::Other),
            Self::EveryComplaintCounts => machine.reject(token, Complained::InvalidToken),
            _ => machine.reject(token, complaint),
        }
    }
}
