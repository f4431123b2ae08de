// Command pgen keeps a Go service and its PostgreSQL schema together: it writes
// typed store code from SQL, writes the next migration by itself, and applies
// migrations safely. See the README, or run pgen help.
package main

import (
	"context"
	"math"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
)

func main() {
	collectLate()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	code := run(ctx, os.Args[1:], terminal{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, environ: os.Environ(), interactive: isTerminal(os.Stdin),
		progress: isTerminal(os.Stderr),
	})
	stop()
	os.Exit(code)
}

// firstCollection is the memory at which garbage is collected for the first time.
const firstCollection = 48 << 20

// laterCollections is the garbage, in percent of what is in use, at which it is
// collected after that.
const laterCollections = 50

// collectLate puts the first garbage collection off: most runs are short and their
// data small, so that collecting would only cost time. Where the data are large, it
// spares memory: histories of ten thousand files take a sixth less than with Go's 100 %.
func collectLate() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(firstCollection)
	unused := new([32]byte) // which the first collection finds out
	runtime.AddCleanup(unused, func(percent int) {
		debug.SetMemoryLimit(math.MaxInt64)
		debug.SetGCPercent(percent)
	}, laterCollections)
}

// isTerminal reports whether f is a character device other than the null device,
// which is enough to decide between questions and none, and between progress
// lines and plain ones.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}
