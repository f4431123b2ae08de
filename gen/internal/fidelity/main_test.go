package fidelity_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/scratch"
)

// serverURL is the throw-away server of this run.
var serverURL string

func TestMain(m *testing.M) { os.Exit(withServer(m)) }

func withServer(m *testing.M) int {
	server, err := scratch.Start(context.Background(), scratch.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = server.Stop() }()
	serverURL = server.URL()
	return m.Run()
}
