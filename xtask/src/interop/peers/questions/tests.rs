use super::*;

#[test]
fn each_account_and_each_heading_is_its_own() {
    let mut ids: Vec<_> = Account::ALL
        .into_iter()
        .flat_map(|account| Method::WITH_SECRET.map(|method| account.id(method)))
        .collect();
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
    // An identifier that reads alike in every encoding: the questions are about secrets.
    assert!(
        ids.iter()
            .all(|id| id.bytes().all(|octet| octet.is_ascii_lowercase()))
    );
    let mut headings: Vec<_> = COLUMNS.iter().map(|column| column.heading).collect();
    headings.sort_unstable();
    headings.dedup();
    assert_eq!(headings.len(), COLUMNS.len());
}

#[test]
fn each_secret_holds_what_it_is_there_for() {
    for (account, mark) in [
        (Account::Colon, ':'),
        (Account::Percent, '%'),
        (Account::Escape, '%'),
        (Account::Plus, '+'),
        (Account::Space, ' '),
        (Account::NonAscii, 'ä'),
    ] {
        assert!(account.secret("").contains(mark), "{account:?}");
        assert!(COLUMNS.iter().any(|column| column.account == account));
    }
    assert_eq!(Account::Generated.secret("Abc019"), "Abc019");
}
