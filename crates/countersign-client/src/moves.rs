use crate::phase::Event;

/// The events of one call. What the time brings are five at most, and one more is the call's own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moves([Option<Event>; 6]);

impl Moves {
    pub(crate) const NONE: Self = Self([None; 6]);

    pub(crate) fn push(&mut self, event: Event) {
        if let Some(slot) = self.0.iter_mut().find(|slot| slot.is_none()) {
            *slot = Some(event);
        }
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = Event> + '_ {
        let len = self.0.iter().flatten().count();
        self.0.iter().take(len).map(|slot| slot.unwrap_or(Event::Sent))
    }
}
