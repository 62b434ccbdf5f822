//! What this system lets a process do.

use std::ptr;

use rustix::mm::{MapFlags, MprotectFlags, ProtFlags, mmap_anonymous, mprotect, munmap};

/// Whether this process may make memory executable that it has written to: hardened services, SELinux and some
/// containers forbid it. Asked by doing so with a page that nothing runs.
pub fn may_execute() -> bool {
    const PAGE: usize = 4096;
    let writable = ProtFlags::READ | ProtFlags::WRITE;
    // SAFETY: the page is new, nobody else's, and given back before anybody could hold a reference to it.
    unsafe {
        let Ok(page) = mmap_anonymous(ptr::null_mut(), PAGE, writable, MapFlags::PRIVATE) else { return false };
        let may = mprotect(page, PAGE, MprotectFlags::READ | MprotectFlags::EXEC).is_ok();
        // What cannot be given back stays: one page, once.
        let _ = munmap(page, PAGE);
        may
    }
}
