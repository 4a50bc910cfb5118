use crate::term::Time;

/// The token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Server {
    /// It issues tokens.
    Up,
    /// It fails for now.
    Down,
    /// It refuses the client.
    Refusing,
}

/// What an answer comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reply {
    /// A token, and how long it lives, if that is said.
    Token(Option<Time>),
    /// Nothing, which may pass; and for how long the server asks to be left alone, if it does.
    NotNow(Option<Time>),
    /// Nothing, until somebody changes something.
    Never,
}

/// What a resource server complains of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Complaint {
    /// The token.
    Token,
    /// Something that another token would not change.
    Other,
}

/// A token that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Held {
    /// The first time at which it is not handed out any more.
    pub until: Time,
    /// When it is to be renewed.
    pub renew_at: Time,
    /// When it was received.
    pub received: Time,
    /// Whether it is to be renewed.
    pub due: bool,
    /// How often it was handed out, if it is for one use.
    pub uses: Option<u8>,
    /// For the properties: whether the clock went back since.
    pub doubtful: bool,
}

/// A request that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Flight {
    /// When.
    pub sent: Time,
    /// Whether the credentials were replaced since.
    pub stale: bool,
    /// Whether the clock went back since.
    pub doubtful: bool,
    /// Whether the host dropped it, so that no answer can come.
    pub dropped: bool,
}

/// What the source is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doing {
    /// Nothing.
    Nothing,
    /// It has sent a request and has not heard of it.
    InFlight(Flight),
    /// It waits until this time.
    Pausing(Time),
    /// It has given up until something changes.
    GivenUp,
}

/// What the source says to whoever asks it or tells it something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Said {
    /// Here is a token; it ends at this time by the clock of the server.
    Use(Time),
    /// Send this request.
    Send,
    /// Come back at this time.
    Wait(Time),
    /// There will be no token.
    GiveUp,
    /// The answer brought a token, which ends at this time.
    Granted(Time),
    /// The answer brought none.
    Failed {
        /// Whether it would bring none the next time.
        for_good: bool,
    },
    /// The answer says nothing.
    Ignored,
    /// The token is dropped.
    Dropped,
    /// It is not the token that is held.
    NotCurrent,
    /// The token is dropped, and none is fetched before this time.
    Again(Time),
    /// The token is not at fault.
    Kept,
}

/// The source, the server and what the properties remember.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    /// The time by the clock of the host.
    pub now: Time,
    /// The latest time that the source has read from it, where it may go back.
    pub latest: Option<Time>,
    /// The server.
    pub server: Server,
    /// The token.
    pub held: Option<Held>,
    /// What the source is doing.
    pub doing: Doing,
    /// A request that was given up for its time, and may be answered yet.
    pub late: Option<Flight>,
    /// How many requests in a row failed, as far as that makes a difference.
    pub failures: u8,
    /// How many tokens in a row a resource server rejected, as far as that makes a difference.
    pub rejections: u8,
    /// How many tokens the host has seen, up to two, where it complains of older ones.
    pub tokens: u8,
    /// The answer to the last question, if it was the last thing that happened.
    pub said: Option<Said>,
    /// For the properties: requests that are neither answered nor given up.
    pub open: u8,
    /// For the properties: how many requests were sent at this time.
    pub sent_now: u8,
    /// For the properties: whether the client was refused for good since its credentials were replaced.
    pub refused: bool,
    /// For the properties: whether a request was sent all the same.
    pub hammered: bool,
    /// For the properties: until when the server asked to be left alone.
    pub alone_until: Time,
    /// For the properties: whether a request was sent before.
    pub pressed: bool,
}
