package scratch

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
)

// NewDatabase creates a database with a name of its own, as a copy of template,
// and returns its URL and how to drop it, connections included. With template
// "" it is as empty as PostgreSQL makes one, whatever template1 holds.
func (s *Server) NewDatabase(ctx context.Context, template string) (databaseURL string, drop func(context.Context) error, err error) {
	name := "pgen_" + strings.ToLower(rand.Text()[:16])
	databaseURL, err = WithDatabase(s.url, name)
	if err != nil {
		return "", nil, err
	}
	quoted, from := pgx.Identifier{name}.Sanitize(), pgx.Identifier{cmp.Or(template, "template0")}.Sanitize()
	if err := s.exec(ctx, "CREATE DATABASE "+quoted+" TEMPLATE "+from); err != nil {
		return "", nil, fmt.Errorf("create a throw-away database from %s: %w", from, err)
	}
	drop = func(ctx context.Context) error {
		return s.exec(ctx, "DROP DATABASE IF EXISTS "+quoted+" WITH (FORCE)")
	}
	return databaseURL, drop, nil
}

// exec runs one statement on a connection of its own.
func (s *Server) exec(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, sql)
	// The connection closes even when ctx is over; the statement's error counts.
	return errors.Join(err, conn.Close(context.WithoutCancel(ctx)))
}

// WithDatabase returns the URL with another database in it. It is an error if
// serverURL is not of the form postgres://...
func WithDatabase(serverURL, database string) (string, error) {
	if err := checkURL(serverURL); err != nil {
		return "", err
	}
	u, err := url.Parse(serverURL)
	if err != nil {
		return "", err
	}
	query := u.Query()
	query.Del("dbname")
	u.Path, u.RawPath, u.RawQuery = "/"+database, "", query.Encode()
	return u.String(), nil
}

// checkURL refuses what is not a URL, without showing the password in it.
func checkURL(serverURL string) error {
	u, err := url.Parse(serverURL)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return errors.New("the address of a server must be a URL, postgres://user@host:port/postgres or, for a socket," +
			" postgres://user@/postgres?host=/folder")
	}
	return nil
}
