//! The sandbox's calendar: seconds since 1970 as the gateways print them.

/// When every sandbox begins: the second at which the reference of AT MOON's sample payment was made.
pub(crate) const START: u64 = 1_706_594_907;

/// The end of the year 9999, where timestamps would grow longer.
pub(crate) const END: u64 = 253_402_300_799;

const DAY: u64 = 86_400;

/// `YYYY-MM-DD HH:MM:SS`, as AtaraPay prints times.
pub(crate) fn timestamp(now: u64) -> String {
    let (year, month, day) = date(now / DAY);
    let second = now % DAY;
    format!("{year}-{month:02}-{day:02} {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
}

/// `YYYYMMDDHHMMSS`, as AT MOON's references hold it.
pub(crate) fn digits(now: u64) -> String {
    timestamp(now).replace(['-', ' ', ':'], "")
}

/// `YDDD`, the year's last digit and the day of the year, as banks begin their references.
pub(crate) fn julian(now: u64) -> String {
    let (year, ..) = date(now / DAY);
    let first = (0..366).take_while(|back| date(now / DAY - back).0 == year).count();
    format!("{}{first:03}", year % 10)
}

/// Year, month and day of a day since 1970, by the days-to-civil rule of the Gregorian calendar: years are counted
/// from March, so that the leap day is a year's last, and repeat every 400 years.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (400 * era + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_printed_as_the_gateways_print_it() {
        assert_eq!(timestamp(START), "2024-01-30 06:08:27");
        assert_eq!(digits(START), "20240130060827");
        assert_eq!(julian(START), "4030");
        assert_eq!(timestamp(0), "1970-01-01 00:00:00");
        assert_eq!(timestamp(1_709_164_800), "2024-02-29 00:00:00");
        assert_eq!(julian(1_735_603_200), "4366");
        assert_eq!(timestamp(951_868_800), "2000-03-01 00:00:00");
        assert_eq!(timestamp(END), "9999-12-31 23:59:59");
    }
}
