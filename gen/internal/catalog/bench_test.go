//go:build unix

package catalog_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen/internal/catalog"
)

// BenchmarkRead reads 1,000 tables with 10,000 columns. Beside the wall time it
// tells the fastest run and the processor time of the reader and, on Linux, of the
// server's process.
func BenchmarkRead(b *testing.B) {
	conn := connect(b)
	ctx := context.Background()
	makeTables(b, conn)
	fastest := time.Hour
	reader, server := processorTime(b), backendTime(conn)
	for b.Loop() {
		start := time.Now()
		if _, _, err := catalog.Read(ctx, conn, catalog.Options{}); err != nil {
			b.Fatal(err)
		}
		fastest = min(fastest, time.Since(start))
	}
	b.ReportMetric(float64(fastest.Milliseconds()), "ms-fastest")
	b.ReportMetric(float64((processorTime(b)-reader).Milliseconds())/float64(b.N), "ms-reader")
	b.ReportMetric(float64((backendTime(conn)-server).Milliseconds())/float64(b.N), "ms-server")
}

func makeTables(b *testing.B, conn *pgx.Conn) {
	b.Helper()
	ctx := context.Background()
	if _, err := conn.Exec(ctx, "create table parent (id bigint primary key)"); err != nil {
		b.Fatal(err)
	}
	for i := 0; i < 1000; i += 50 {
		var sql strings.Builder
		for n := i; n < i+50; n++ {
			fmt.Fprintf(&sql, `create table t%d (id bigint generated always as identity primary key, parent_id bigint not null references parent,
				name varchar(80) not null, email text, active boolean not null default true, created_at timestamptz not null default now(),
				amount numeric(12,2) check (amount >= 0), kind text not null default 'plain', tags text[], body jsonb);
				create index on t%d (parent_id); create unique index on t%d (lower(email)) where active;`, n, n, n)
		}
		if _, err := conn.Exec(ctx, sql.String()); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := conn.Exec(ctx, "analyze"); err != nil {
		b.Fatal(err)
	}
}

// processorTime is what this process has used so far.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// backendTime is what the server's process of the connection has used, zero where
// the system does not tell.
func backendTime(conn *pgx.Conn) time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", conn.PgConn().PID()))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	const tick = 10 * time.Millisecond // Linux counts in hundredths of a second
	return time.Duration(user+system) * tick
}
