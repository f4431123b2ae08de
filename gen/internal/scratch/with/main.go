// Command with runs a command that finds a throw-away PostgreSQL server in
// PGEN_SCRATCH_URL and the same behind a pgbouncer, which gives server
// connections per transaction, in PGEN_SCRATCH_POOLER_URL. Both end with it:
//
//	go run ./gen/internal/scratch/with go test ./...
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/pgen-go/pgen/gen/internal/scratch"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: with COMMAND [ARGUMENT...]")
		os.Exit(2)
	}
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "with:", err)
		os.Exit(1)
	}
	os.Exit(code)
}

// run returns the command's exit code.
func run(command []string) (code int, err error) {
	server, err := scratch.Start(context.Background(), scratch.Options{})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	pooler, err := scratch.StartBouncer(context.Background(), server.URL(), scratch.TransactionPool)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, pooler.Stop()) }()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), scratch.EnvURL+"="+server.URL(), scratch.EnvPoolerURL+"="+pooler.URL())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	go func() {
		for s := range signals {
			// The command may have ended already; then there is nobody to tell.
			_ = cmd.Process.Signal(s)
		}
	}()
	err = cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return 0, err
	}
	// The code is -1 for a command that a signal ended.
	if code := exit.ExitCode(); code > 0 {
		return code, nil
	}
	return 1, nil
}
