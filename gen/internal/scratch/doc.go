// Package scratch starts throw-away PostgreSQL servers and databases.
//
// [Start] takes the first of these that it finds:
//
//  1. the server that PGEN_SCRATCH_URL names (a superuser URL); nothing is
//     started or stopped then, only databases are created and dropped on it;
//  2. PostgreSQL's programs on this machine: the folder in PGEN_POSTGRES_BIN,
//     PATH, then the places where packages put them, newest version first;
//  3. a download of the programs, if the caller allows it.
//
// # How a server is shut in
//
// A server listens on a unix socket only, in a folder that nobody but its user
// can enter. The permissions of the folder are the password: there is no port
// to fight over, nothing for other users of the machine to connect to, and no
// secret on a command line.
//
// # How a server ends
//
// A shell script stands between this process and the server (see supervise). It
// waits on a pipe whose other end this process holds. When the pipe closes, and
// the kernel closes it however this process ends, by Stop, return, panic,
// signal or kill -9, the script stops the server and removes its folder.
//
// # How a server starts fast
//
// The folder that initdb makes is kept in the user's cache, one per build of
// PostgreSQL, and copied from then on. Nothing is ever flushed to the disk, and
// where memory can hold files (/dev/shm on Linux) the disk is not used at all,
// unless TMPDIR names another place.
package scratch
