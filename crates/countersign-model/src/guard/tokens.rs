use super::{Issuer, Token, Type};
use crate::term::Date;

/// Every token over the terms, with dates from 0 to 4.
pub fn tokens() -> impl Iterator<Item = Token> {
    let dates = || {
        [Date::Absent, Date::WrongType]
            .into_iter()
            .chain((0..5).map(Date::At))
    };
    let issuers = [Issuer::Trusted, Issuer::Other];
    [Type::AccessToken, Type::Another]
        .into_iter()
        .flat_map(move |typ| {
            issuers.into_iter().flat_map(move |iss| {
                issuers.into_iter().flat_map(move |signed_by| {
                    (0..4).flat_map(move |aud| {
                        dates().flat_map(move |exp| {
                            dates().flat_map(move |nbf| {
                                (0..8).flat_map(move |scope| {
                                    [false, true].into_iter().map(move |bound| Token {
                                        typ,
                                        iss,
                                        signed_by,
                                        aud,
                                        exp,
                                        nbf,
                                        scope,
                                        bound,
                                    })
                                })
                            })
                        })
                    })
                })
            })
        })
}
