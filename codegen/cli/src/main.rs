//! The command `docwright`; see the library.

/// Reading pages is mostly making small things and dropping them; this is a quarter faster than the C library's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    docwright::main()
}
