package ddl_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// TestSettingsOfServer sets every setting of a server to the value that it has: the replay
// must know each, and take the value where a session may change it.
func TestSettingsOfServer(t *testing.T) {
	t.Parallel()
	conn := scratchDatabase(t, scratchURL(t), "ddl_settings")
	rows, err := conn.Query(context.Background(),
		"SELECT name, coalesce(setting, ''), context IN ('user', 'superuser') AS free FROM pg_settings WHERE name NOT LIKE '%.%'")
	if err != nil {
		t.Fatal(err)
	}
	type setting struct {
		Name, Value string
		Free        bool
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[setting])
	if err != nil || len(all) < 300 {
		t.Fatalf("%d settings: %v", len(all), err)
	}
	for _, x := range all {
		f, err := source.New("set.sql", "SET "+x.Name+" = '"+strings.ReplaceAll(x.Value, "'", "''")+"'")
		if err != nil {
			t.Fatal(err)
		}
		found := ddl.New(ddl.Options{}).Apply(f)
		switch {
		case len(found) > 0 && found[0].SQLState == "55P02" && !x.Free: // another version may let a session change it
		case len(found) > 0:
			t.Errorf("%s = %q: %s %s", x.Name, x.Value, found[0].SQLState, found[0].Message)
		}
	}
}
