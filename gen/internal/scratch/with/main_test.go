package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestRunLendsServerAndPooler(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "env")
	code, err := run([]string{"sh", "-c", `echo "$PGEN_SCRATCH_URL $PGEN_SCRATCH_POOLER_URL" > "$0"; exit 7`, file})
	if err != nil || code != 7 {
		t.Fatalf("code %d (%v), want the command's, 7", code, err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	urls := strings.Fields(string(text))
	if len(urls) != 2 || urls[0] == urls[1] {
		t.Fatalf("the command saw %q, want two addresses", urls)
	}
	if _, err := pgx.Connect(t.Context(), urls[1]); err == nil {
		t.Error("the pooler still answers")
	}
}

func TestRunTellsOfACommandThatIsNotThere(t *testing.T) {
	t.Parallel()
	if _, err := run([]string{"/no/such/command"}); err == nil || !strings.Contains(err.Error(), "/no/such/command") {
		t.Errorf("error is %v, want one with the command's name", err)
	}
}

func TestRunReportsASignal(t *testing.T) {
	t.Parallel()
	if code, err := run([]string{"sh", "-c", "kill -9 $$"}); err != nil || code != 1 {
		t.Errorf("code %d (%v), want 1", code, err)
	}
}
