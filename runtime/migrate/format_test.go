package migrate_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/pgen-go/pgen/runtime/migrate"
)

func TestParseReadsTheWholeFormat(t *testing.T) {
	t.Parallel()
	text := `-- pgen:revision 0003_add
-- pgen:revises 0001_a, 0002_b
-- pgen:labels orders
-- pgen:depends-on x.1
-- add employees
--
-- and more

-- pgen:up

CREATE TABLE é (id int);
-- a comment; with a semicolon
INSERT INTO é VALUES (1);

-- pgen:step transaction=off role=admin statement-timeout=1m30s lock-timeout=off loses="a b,c"
CREATE INDEX CONCURRENTLY i ON é (id);
-- pgen:step function=fill
-- pgen:down
DROP TABLE é;
`
	rev, err := migrate.Parse("migrations/0003_add.sql", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if rev.ID != "0003_add" || fmt.Sprint(rev.Parents, rev.Labels, rev.DependsOn) != "[0001_a 0002_b] [orders] [x.1]" {
		t.Errorf("head is %+v", rev)
	}
	if rev.Message != "add employees\n\nand more" {
		t.Errorf("message is %q", rev.Message)
	}
	if len(rev.Up) != 3 || len(rev.Down) != 1 || !rev.HasDown {
		t.Fatalf("steps are %+v and %+v", rev.Up, rev.Down)
	}
	for i, line := range []int{11, 16} {
		if rev.Up[i].Line != line {
			t.Errorf("step %d is on line %d, want %d", i+1, rev.Up[i].Line, line)
		}
	}
	off := rev.Up[1]
	if !off.NoTransaction || off.Role != "admin" || *off.StatementTimeout != 90*time.Second || *off.LockTimeout != 0 ||
		!reflect.DeepEqual(off.Loses, []string{"a b", "c"}) {
		t.Errorf("options are %+v", off)
	}
	if rev.Up[2].Function != "fill" || rev.Down[0].SQL != "DROP TABLE é;" {
		t.Errorf("steps are %+v and %+v", rev.Up[2], rev.Down[0])
	}
}

func TestParsePointsAtFaults(t *testing.T) {
	t.Parallel()
	const head = "-- pgen:revision a\n"
	for _, tc := range []struct{ name, text, at, message string }{
		{"unknown marker", head + "-- pgen:upp\n", "2:9", "unknown marker"},
		{"no up", head + "-- x\n", "1:1", "no -- pgen:up"},
		{"empty", "", "1:1", "no -- pgen:up"},
		{"other name", "-- pgen:revision b\n-- pgen:up\n", "1:18", "not the name of the file"},
		{"no id", "-- pgen:up\n", "1:1", "without a revision id"},
		{"bad id", head + "-- pgen:revises x, y z\n-- pgen:up\n", "2:20", "cannot stand there"},
		{"lacking name", head + "-- pgen:revises x,\n-- pgen:up\n", "2:16", "lacks a name"},
		{"twice", head + head + "-- pgen:up\n", "2:1", "stands twice"},
		{"sql in head", head + "SELECT 1;\n-- pgen:up\n", "2:1", "SQL before"},
		{"unknown option", head + "-- pgen:up\n-- pgen:step lock=1\nSELECT 1\n", "3:14", "unknown option"},
		{"no option", head + "-- pgen:up\n-- pgen:step  nonsense\nSELECT 1\n", "3:15", "is not an option"},
		{"bad duration", head + "-- pgen:up\n-- pgen:step role=a lock-timeout=5\nSELECT 1\n", "3:21", "not a duration"},
		{"up options", head + "-- pgen:up role=admin\n", "2:12", "takes no options"},
		{"two statements", head + "-- pgen:up\n-- pgen:step transaction=off\nVACUUM a; -- é\nVACUUM b;\n", "5:1", "has one statement"},
		{"empty step", head + "-- pgen:up\n-- pgen:step\n-- nothing\n-- pgen:down\n", "4:1", "has no statement"},
		{"function with SQL", head + "-- pgen:up\n-- pgen:step function=f\nSELECT 1\n", "4:1", "has no SQL"},
		{"down first", head + "-- pgen:down\n", "2:1", "before"},
		{"head below", head + "-- pgen:up\n-- pgen:revises b\n", "3:1", "after"},
		{"nul", head + "-- pgen:up\nSELECT '\x00'", "3:9", "NUL"},
		{"utf8", head + "-- pgen:up\nSELECT 'é\xff'", "3:10", "UTF-8"},
		{"bom", "\ufeff" + head, "1:1", "byte order mark"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := migrate.Parse("a.sql", []byte(tc.text))
			var fault *migrate.FileError
			if !errors.As(err, &fault) {
				t.Fatalf("got %v", err)
			}
			if fault.Position.String() != tc.at || !strings.Contains(fault.Message, tc.message) || fault.Hint == "" {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestFormatRoundTrip writes random revisions and reads them back.
func TestFormatRoundTrip(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		want := randomRevision(random)
		data := migrate.Format(want)
		got, err := migrate.Parse(want.ID+".sql", data)
		if err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		again := migrate.Format(got)
		if string(again) != string(data) {
			t.Fatalf("written\n%s\nthen\n%s", data, again)
		}
		for _, steps := range [][]migrate.Step{got.Up, got.Down} {
			for i := range steps {
				steps[i].Line = 0
			}
		}
		if !reflect.DeepEqual(got.Up, want.Up) || !reflect.DeepEqual(got.Down, want.Down) || got.HasDown != want.HasDown ||
			got.Message != want.Message || !reflect.DeepEqual(got.Parents, want.Parents) {
			t.Fatalf("wrote %+v\nread %+v\n%s", want, got, data)
		}
	}
}

func randomRevision(random *rand.Rand) *migrate.Revision {
	rev := &migrate.Revision{ID: fmt.Sprintf("r%d-x.é", random.IntN(9)), HasDown: random.IntN(2) == 0}
	for i := range random.IntN(3) {
		rev.Parents = append(rev.Parents, fmt.Sprintf("p%d", i))
	}
	rev.Message = [...]string{"", "one line", "two\nlines", "with\n\na gap"}[random.IntN(4)]
	rev.Up = randomSteps(random)
	if rev.HasDown {
		rev.Down = randomSteps(random)
	}
	return rev
}

func randomSteps(random *rand.Rand) []migrate.Step {
	var steps []migrate.Step
	for range random.IntN(4) {
		step := migrate.Step{SQL: [...]string{"SELECT 1;", "-- first\nSELECT $$;\n\n;$$", "VACUUM", "\tSELECT 'é';"}[random.IntN(4)]}
		step.NoTransaction = random.IntN(3) == 0
		if random.IntN(3) == 0 {
			d := time.Duration(random.IntN(5000)) * time.Millisecond
			step.LockTimeout = &d
		}
		if random.IntN(4) == 0 {
			step.Loses = []string{"t.c", `odd "name"`}
		}
		if random.IntN(5) == 0 {
			step.Role = "admin"
		}
		steps = append(steps, step)
	}
	return steps
}

func FuzzParse(f *testing.F) {
	f.Add("-- pgen:revision a\n-- pgen:up\nSELECT 1;\n-- pgen:step transaction=off\nVACUUM;\n-- pgen:down\n")
	f.Add("-- pgen:revision a\r\n-- pgen:revises b\r\n-- pgen:up\r\nCREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END;")
	f.Add("-- pgen:revision a\n-- pgen:up\n/* /* */ $x$ E'\\'")
	f.Fuzz(func(t *testing.T, text string) {
		rev, err := migrate.Parse("a.sql", []byte(text))
		if err != nil {
			var fault *migrate.FileError
			if !errors.As(err, &fault) || fault.Position.IsZero() {
				t.Fatalf("error without a place: %v", err)
			}
			return
		}
		lines := strings.Split(text, "\n")
		for _, step := range append(rev.Up, rev.Down...) {
			first, _, _ := strings.Cut(step.SQL, "\n")
			if step.Function == "" && !strings.HasPrefix(lines[step.Line-1], strings.TrimRight(first, " \t\r")) {
				t.Fatalf("line %d is %q, the step starts with %q", step.Line, lines[step.Line-1], first)
			}
		}
		again, err := migrate.Parse("a.sql", migrate.Format(rev))
		if err != nil || len(again.Up) != len(rev.Up) || len(again.Down) != len(rev.Down) {
			t.Fatalf("does not come back: %v", err)
		}
	})
}
