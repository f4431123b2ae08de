// Package scratchtest gives the tests of a package one throw-away server.
package scratchtest

import (
	"context"
	"sync"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/scratch"
)

// start starts the server on first use. Nobody stops it: it ends with the test
// process, as every scratch server does.
var start = sync.OnceValues(func() (*scratch.Server, error) {
	return scratch.Start(context.Background(), scratch.Options{})
})

// Server returns the server that PGEN_SCRATCH_URL names or a new one, the same
// for all tests of the process. A machine without PostgreSQL fails the test.
func Server(t testing.TB) *scratch.Server {
	t.Helper()
	server, err := start()
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// Database returns the URL of a new database that is dropped after the test.
func Database(t testing.TB) string {
	t.Helper()
	url, drop, err := Server(t).NewDatabase(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return url
}
