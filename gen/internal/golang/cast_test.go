package golang_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgen-go/pgen/gen/internal/golang"
	"github.com/pgen-go/pgen/runtime/testdb"
)

const limited = `CREATE DOMAIN short AS varchar(3);
CREATE DOMAIN shorter AS short CHECK (VALUE <> '');
CREATE TABLE limited (a varchar(3), b char(3), c bit(3), d short, e shorter, f varchar(3)[], g bit varying(3));`

// TestCreateManyNeverCutsValuesOff demands that the casts of CreateMany leave it to
// the assignment to refuse a value that is too long.
func TestCreateManyNeverCutsValuesOff(t *testing.T) {
	t.Parallel()
	code := generate(t, replay(t, "limited.sql", limited), golang.Options{Package: "limited"})["limited.go"]
	columns := regexp.MustCompile(`\{Name: "(\w)", Type: "([^"]+)"\}`).FindAllStringSubmatch(code, -1)
	if len(columns) != 7 {
		t.Fatalf("found %d columns in\n%s", len(columns), code)
	}
	conn, err := pgx.Connect(t.Context(), testdb.URL(t, testdb.Source{SQL: limited}))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, c := range columns {
		value := map[bool]string{true: "1010", false: "abcd"}[strings.Contains("cg", c[1])]
		if c[1] == "f" {
			value = "{abcd}"
		}
		_, err := conn.Exec(t.Context(), "INSERT INTO limited ("+c[1]+") SELECT u::"+c[2]+" FROM unnest(ARRAY['"+value+"']) u")
		var pg *pgconn.PgError
		if !errors.As(err, &pg) || pg.Code != "22001" && pg.Code != "22026" {
			t.Errorf("column %s: casting to %s stores a value that is too long (error %v)", c[1], c[2], err)
		}
	}
}
