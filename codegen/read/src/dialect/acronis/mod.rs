//! x
use super::{Dialect, Page};
use crate::claims::Claims;
/// x
#[derive(Debug)]
pub(super) struct Acronis;
impl Dialect for Acronis {
    fn name(&self) -> &'static str {
        "acronis"
    }
    fn bid(&self, _: &Page<'_>) -> u8 {
        0
    }
    fn read(&self, p: &Page<'_>) -> Claims {
        Claims::new(p.text)
    }
}
