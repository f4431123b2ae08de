package migrate

import (
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// literal writes a text as a SQL string, right under every setting of
// standard_conforming_strings.
func literal(s string) string {
	out := "'" + strings.ReplaceAll(s, "'", "''") + "'"
	if strings.Contains(s, `\`) {
		out = " E" + strings.ReplaceAll(out, `\`, `\\`)
	}
	return out
}

// arrayLiteral writes texts as a SQL array.
func arrayLiteral(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = literal(s)
	}
	return "ARRAY[" + strings.Join(quoted, ", ") + "]::text[]"
}

func identifier(parts ...string) string { return pgx.Identifier(parts).Sanitize() }

// milliseconds writes a timeout. Only none is zero, which the server takes for none.
func milliseconds(d time.Duration) string {
	if d > 0 {
		d = max(d, time.Millisecond)
	}
	return "'" + strconv.FormatInt(d.Milliseconds(), 10) + "ms'"
}
