package main

import (
	"errors"

	"github.com/pgen-go/pgen/gen"
	"github.com/pgen-go/pgen/runtime/migrate"
)

// The exit codes, as the help text lists them.
const (
	exitError   = 1
	exitUsage   = 2
	exitDiffers = 3
	exitAhead   = 4
	exitLocked  = 5
	exitLossy   = 6
)

// exitCode tells what an error means to a script.
func exitCode(err error) int {
	var usage usageError
	switch {
	case errors.As(err, &usage):
		return exitUsage
	case errors.Is(err, gen.ErrDiffers):
		return exitDiffers
	case errors.Is(err, migrate.ErrAhead):
		return exitAhead
	case errors.Is(err, migrate.ErrLocked):
		return exitLocked
	case errors.Is(err, gen.ErrLosesData), errors.Is(err, migrate.ErrLossy):
		return exitLossy
	}
	return exitError
}
