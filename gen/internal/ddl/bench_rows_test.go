//go:build unix

package ddl_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/source"
)

// BenchmarkRows replays histories that fill tables: with one INSERT of many rows, with
// one INSERT for each row, and with backfills.
func BenchmarkRows(b *testing.B) {
	const table = `CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE t (id bigint PRIMARY KEY, name varchar(80) NOT NULL, email text, amount numeric(12,2) DEFAULT 0, ok boolean,
	feeling mood, key uuid, at timestamptz NOT NULL DEFAULT now());
`
	const row = "(%d, 'name of it', 'a@b.example', 12.50, true, 'happy', '6f1c0e1e-6a6b-4d5e-9c0a-0123456789ab', '2024-01-01 10:00:00+00')"
	var many, single, fill strings.Builder
	many.WriteString(table + "INSERT INTO t VALUES\n")
	single.WriteString(table)
	fill.WriteString(table)
	for i := range 1000 {
		if i > 0 {
			many.WriteString(",\n")
		}
		fmt.Fprintf(&many, row, i)
		fmt.Fprintf(&single, "INSERT INTO t (id, name, email, amount, ok, feeling, key, at) VALUES "+row+";\n", i)
		fmt.Fprintf(&fill, "UPDATE t SET name = lower(name) || 'x', amount = amount + %d WHERE id > %d AND email IS NOT NULL;\n", i, i)
	}
	for name, text := range map[string]string{"one-insert": many.String(), "inserts": single.String(), "updates": fill.String()} {
		b.Run(name, func(b *testing.B) {
			f, err := source.New("rows.sql", text)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			compareToParse(b, [][]*source.File{{f}})
		})
	}
}
