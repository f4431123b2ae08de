package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"
)

// refusingServer answers every connection as PostgreSQL answers a wrong password.
func refusingServer(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			b := pgproto3.NewBackend(conn, conn)
			if _, err := b.ReceiveStartupMessage(); err == nil {
				b.Send(&pgproto3.ErrorResponse{Severity: "FATAL", Code: "28P01", Message: `password authentication failed for user "u"`})
				_ = b.Flush()
			}
			_ = conn.Close()
		}
	}()
	return l.Addr().String()
}

func TestWrongPassword(t *testing.T) {
	t.Parallel()
	address := "postgres://u:se%20cret@" + refusingServer(t) + "/d?sslmode=disable"
	dir := t.TempDir()
	revision := "-- pgen:revision 0001_a\n\n-- pgen:up\nCREATE TABLE a ();\n"
	if err := os.WriteFile(filepath.Join(dir, "0001_a.sql"), []byte(revision), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"sum"}, {"upgrade", "head"}, {"current"}, {"schema", "database"}} {
		var out, errs bytes.Buffer
		code := run(t.Context(), append([]string{"--database", address, "--migrations", dir}, args...),
			terminal{stdin: strings.NewReader(""), stdout: &out, stderr: &errs, environ: []string{"HOME=/"}})
		if args[0] == "sum" {
			if code != 0 {
				t.Fatalf("pgen sum: %s", errs.String())
			}
			continue
		}
		message := errs.String()
		if code != exitError || !strings.Contains(message, "password authentication failed") || !strings.Contains(message, "hint: correct user and password") {
			t.Errorf("pgen %v exits with %d and says %q", args, code, message)
		}
		if strings.Contains(message, "cret") || out.Len() > 0 {
			t.Errorf("pgen %v shows the password, or prints a result: %q %q", args, message, out.String())
		}
	}
}
