//! A `curl` command line, turned into the request that curl would send.

use std::ops::Range;

use super::capture::{Capture, Field, Message, Request, Unusable};
use super::mapped::Mapped;
use super::options::{Effect, Kind, long, short};
use super::shell::{self, Word};
use super::urlencode;

mod field;
mod refusal;
mod url;

use field::{basic, header};
pub(super) use refusal::in_a_file;
use refusal::{SEVERAL, file, no_value};
use url::{Url, percent_decoded};

/// Whether a capture is a command line that runs curl.
pub(super) fn is_curl(source: &[u8]) -> bool {
    command(source).is_some()
}

/// Where the word `curl` begins: after a prompt, and after variables that are set for the command.
fn command(source: &[u8]) -> Option<usize> {
    let mut at = 0_usize;
    for word in source
        .split_inclusive(|octet| octet.is_ascii_whitespace())
        .take(32)
    {
        let name = word.trim_ascii_end();
        let last = name.rsplit(|octet| *octet == b'/').next().unwrap_or(name);
        if last == b"curl" || last == b"curl.exe" {
            return Some(at);
        }
        let prompt = matches!(name, b"" | b"$" | b"#" | b"%" | b">");
        let variable = name.iter().position(|octet| *octet == b'=').is_some_and(|end| {
            let text = name.get(..end).unwrap_or_default();
            !text.is_empty()
                && text
                    .iter()
                    .all(|octet| octet.is_ascii_alphanumeric() || *octet == b'_')
        });
        if !(prompt || variable) {
            return None;
        }
        at = at.saturating_add(word.len());
    }
    None
}

/// What the options say.
#[derive(Default)]
struct Command {
    method: Option<Mapped>,
    url: Option<Mapped>,
    headers: Vec<Mapped>,
    data: Option<Mapped>,
    query: Vec<Mapped>,
    user: Option<Mapped>,
    bearer: Option<Mapped>,
    fields: Vec<(&'static str, Mapped)>,
    form: Option<Range<usize>>,
    json: Option<Range<usize>>,
    get: bool,
    head: bool,
    upload: bool,
    notes: Vec<String>,
    hidden: Vec<Range<usize>>,
}

pub(super) fn read(source: &[u8]) -> Result<Capture, Unusable> {
    let start = command(source).unwrap_or_default();
    let words = shell::split(source, start)?;
    let mut command = Command {
        notes: words.notes.iter().map(|note| String::from(*note)).collect(),
        hidden: words.hidden,
        ..Command::default()
    };
    if !source.get(..start).unwrap_or_default().trim_ascii().is_empty() {
        command.hidden.push(0..start);
    }
    let mut words = words.list.iter();
    let name = words.next().map_or(start..start, |word| word.range.clone());
    command.options(words)?;
    command.request(name)
}

impl Command {
    fn options<'w>(&mut self, words: impl Iterator<Item = &'w Word>) -> Result<(), Unusable> {
        let mut words = words.peekable();
        let mut only_urls = false;
        while let Some(word) = words.next() {
            let text = word.text.octets();
            if only_urls || !text.starts_with(b"-") || text == b"-" {
                self.url(&word.text);
            } else if text == b"--" {
                only_urls = true;
            } else if let Some(name) = text.strip_prefix(b"--") {
                let name = std::str::from_utf8(name).unwrap_or_default();
                match long(name) {
                    Kind::Value(effect) => {
                        let value = &words.next().ok_or_else(|| no_value(word))?.text;
                        if file(effect, value) {
                            return Err(in_a_file(value));
                        }
                        self.apply(effect, value, word)?;
                    }
                    Kind::Flag(effect) => self.apply(effect, &word.text, word)?,
                    Kind::OtherValue => self.hide(words.next()),
                    Kind::OtherFlag => {}
                    Kind::Unknown => self.unknown(word, words.peek().copied()),
                }
            } else {
                self.letters(word, &mut words)?;
            }
        }
        Ok(())
    }

    /// `-sSXPOST`: letters without a value, then perhaps one whose value is the rest or the next word.
    fn letters<'w>(
        &mut self,
        word: &Word,
        words: &mut impl Iterator<Item = &'w Word>,
    ) -> Result<(), Unusable> {
        for (at, letter) in word.text.octets().iter().enumerate().skip(1) {
            let rest = at.saturating_add(1)..word.text.len();
            match short(*letter) {
                Kind::Flag(effect) => self.apply(effect, &word.text, word)?,
                Kind::OtherFlag | Kind::Unknown => {}
                Kind::Value(effect) => {
                    let value = if rest.is_empty() {
                        words.next().ok_or_else(|| no_value(word))?.text.clone()
                    } else {
                        word.text.part(rest)
                    };
                    if file(effect, &value) {
                        return Err(in_a_file(&value));
                    }
                    return self.apply(effect, &value, word);
                }
                Kind::OtherValue => {
                    if rest.is_empty() {
                        self.hide(words.next());
                    } else {
                        self.hidden.push(word.range.clone());
                    }
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// An option that is not known, such as `--user=name:password`, is passed over, but what may be its value is not
    /// shown.
    fn unknown(&mut self, word: &Word, next: Option<&Word>) {
        self.note("an option of the command is not known and passed over");
        match word.text.octets().iter().position(|octet| *octet == b'=') {
            Some(end) => self.hidden.push(word.text.locate(end..word.text.len())),
            None => self.hide(next.filter(|next| {
                let text = next.text.octets();
                !(text.starts_with(b"-") || text.starts_with(b"http"))
            })),
        }
    }

    /// What is a secret whether it is sent in the end or not: a later option or a `-H` may take its place.
    fn hide_value(&mut self, value: &Mapped) {
        self.hidden.push(value.locate(0..value.len()));
    }

    fn hide(&mut self, word: Option<&Word>) {
        self.hidden.extend(word.map(|word| word.range.clone()));
    }

    fn url(&mut self, url: &Mapped) {
        if self.url.is_none() {
            self.url = Some(url.clone());
        } else {
            self.hidden.push(url.locate(0..url.len()));
            self.note("the command names more than one URL; only the first is looked at");
        }
    }

    fn note(&mut self, note: &str) {
        if !self.notes.iter().any(|known| known == note) {
            self.notes.push(String::from(note));
        }
    }

    fn apply(&mut self, effect: Effect, value: &Mapped, option: &Word) -> Result<(), Unusable> {
        if matches!(
            effect,
            Effect::Bearer | Effect::Cookie | Effect::Form | Effect::Upload | Effect::User
        ) {
            self.hide_value(value);
        }
        match effect {
            Effect::Bearer => self.bearer = Some(value.clone()),
            Effect::Cookie => self.fields.push(("Cookie", value.clone())),
            Effect::Data | Effect::DataRaw => self.add_data(value, b"&"),
            Effect::DataUrlencode => {
                let value = urlencode::data(value)?;
                self.add_data(&value, b"&");
            }
            Effect::UrlQuery => self.query.push(urlencode::data(value)?),
            Effect::Json => {
                self.json = Some(option.range.clone());
                self.add_data(value, b"");
            }
            Effect::Form => {
                self.form = Some(option.range.clone());
            }
            Effect::Get => self.get = true,
            Effect::Head => self.head = true,
            Effect::Header => self.headers.push(value.clone()),
            Effect::Insecure => self.note(
                "-k turns off the check of the server's certificate: anybody on the way can read the credentials",
            ),
            Effect::Method => self.method = Some(value.clone()),
            Effect::Next => return Err(Unusable::new(option.range.start, SEVERAL)),
            Effect::Referer => self.fields.push(("Referer", value.clone())),
            Effect::Upload => {
                self.upload = true;
            }
            Effect::Url => self.url(value),
            Effect::User => self.user = Some(value.clone()),
            Effect::UserAgent => self.fields.push(("User-Agent", value.clone())),
        }
        Ok(())
    }

    fn add_data(&mut self, value: &Mapped, between: &[u8]) {
        if let Some(data) = &mut self.data {
            let at = value.locate(0..0);
            data.push_made(between, at.start..at.start);
            data.push(value);
        } else {
            self.data = Some(value.clone());
        }
    }

    fn request(mut self, name: Range<usize>) -> Result<Capture, Unusable> {
        let no_url = Unusable::new(name.start, "the command names no URL");
        let url = self.url.take().ok_or(no_url)?;
        let url = Url::read(&url);
        self.hidden.extend(url.hidden.iter().cloned());
        let mut target = url.target;
        if self.get
            && let Some(data) = self.data.take()
        {
            let at = data.locate(0..0).start;
            target.push_made(
                if target.octets().contains(&b'?') {
                    b"&"
                } else {
                    b"?"
                },
                at..at,
            );
            target.push(&data);
        }
        for part in &self.query {
            let at = part.locate(0..0).start;
            target.push_made(
                if target.octets().contains(&b'?') {
                    b"&"
                } else {
                    b"?"
                },
                at..at,
            );
            target.push(part);
        }
        let implied = match (self.head, self.upload, self.data.is_some() || self.form.is_some()) {
            (true, ..) => "HEAD",
            (_, true, _) => "PUT",
            (.., true) => "POST",
            _ => "GET",
        };
        let method = self
            .method
            .take()
            .unwrap_or_else(|| Mapped::made(implied, name.clone()));
        if self.form.is_some() {
            self.note("the parts of -F are not looked into");
        }
        let headers = self.fields(&url.host, url.userinfo);
        let body = match (self.data, self.form) {
            (Some(data), _) => data,
            (None, Some(form)) => Mapped::made("--x\r\nContent-Disposition: form-data", form),
            (None, None) => Mapped::made("", name.end..name.end),
        };
        Ok(Capture {
            message: Message::Request(Request {
                method: Field::new(method),
                target: Field::new(target),
                headers,
                body,
                scheme: url.scheme,
                headers_end: name.end,
            }),
            notes: self.notes,
            hidden: self.hidden,
        })
    }

    /// The header fields that curl sends; those of `-H` take the place of its own.
    fn fields(&mut self, host: &Mapped, userinfo: Option<Mapped>) -> Vec<(String, Mapped)> {
        let mut own: Vec<(&str, Mapped)> = vec![("Host", host.clone())];
        if let Some(user) = self.user.take() {
            if !user.octets().contains(&b':') {
                self.note("-u without a colon: curl asks for the password, which is not known here");
            }
            own.push(("Authorization", basic(user.octets(), user.locate(0..user.len()))));
        } else if let Some(bearer) = self.bearer.take() {
            let mut value = Mapped::made("Bearer ", bearer.locate(0..0));
            value.push(&bearer);
            own.push(("Authorization", value));
        } else if let Some(userinfo) = userinfo {
            let decoded = percent_decoded(userinfo.octets());
            own.push((
                "Authorization",
                basic(&decoded, userinfo.locate(0..userinfo.len())),
            ));
        }
        own.append(&mut self.fields);
        let at = |mapped: &Mapped| mapped.locate(0..0);
        if let Some(form) = &self.form {
            own.push((
                "Content-Type",
                Mapped::made("multipart/form-data; boundary=x", form.clone()),
            ));
        } else if let Some(json) = &self.json {
            own.push(("Content-Type", Mapped::made("application/json", json.clone())));
            own.push(("Accept", Mapped::made("application/json", json.clone())));
        } else if let Some(data) = &self.data {
            own.push((
                "Content-Type",
                Mapped::made("application/x-www-form-urlencoded", at(data)),
            ));
        }
        let mut removed = Vec::new();
        let mut given = Vec::new();
        for line in std::mem::take(&mut self.headers) {
            match header(&line) {
                Some((name, Some(value))) => {
                    removed.push(name.clone());
                    given.push((name, value));
                }
                Some((name, None)) => removed.push(name),
                None => {
                    self.hide_value(&line);
                    self.note("a -H without a colon sends nothing");
                }
            }
        }
        let mut fields: Vec<(String, Mapped)> = own
            .into_iter()
            .filter(|(name, _)| !removed.iter().any(|other| other.eq_ignore_ascii_case(name)))
            .map(|(name, value)| (String::from(name), value))
            .collect();
        fields.extend(given);
        fields
    }
}
