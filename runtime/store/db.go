package store

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// DB runs statements. A *pgxpool.Pool, a *pgx.Conn and a pgx.Tx are one, and so
// is the *tx.Tx of package runtime/tx.
type DB interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults
	CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error)
}

// Generated1 is the handshake between generated code and this package: generated
// code names the version it was made for, and a version that the package no
// longer serves does not compile. Run "pgen generate" again when that happens.
const Generated1 = true
