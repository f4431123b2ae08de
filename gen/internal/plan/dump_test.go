package plan_test

import (
	"bytes"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pgen-go/pgen/gen/internal/catalog"
	"github.com/pgen-go/pgen/gen/internal/pgsql"
)

// dump is the schema as sorted statements, with the columns of tables sorted too.
func (d database) dump(t *testing.T) []string {
	t.Helper()
	var statements []string
	for _, part := range strings.Split(d.dumped(t), "\n\n") {
		var lines []string
		for _, line := range strings.Split(part, "\n") {
			line = settled(line)
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "--") && !strings.HasPrefix(line, "SET ") &&
				!strings.HasPrefix(line, "SELECT pg_catalog.set_config") && !strings.HasPrefix(line, `\`) {
				lines = append(lines, line)
			}
		}
		if len(lines) == 0 {
			continue
		}
		if strings.HasPrefix(lines[0], "CREATE TABLE") || strings.HasPrefix(lines[0], "CREATE UNLOGGED TABLE") {
			for i := range lines {
				lines[i] = strings.TrimSuffix(lines[i], ",")
			}
			slices.Sort(lines[1:])
		}
		if strings.HasPrefix(lines[0], "GRANT ") || strings.HasPrefix(lines[0], "REVOKE ") || strings.HasPrefix(lines[0], "ALTER DEFAULT PRIVILEGES ") {
			slices.Sort(lines) // they come in the order in which they were given
		}
		statements = append(statements, strings.Join(lines, "\n"))
	}
	slices.Sort(statements)
	return statements
}

// dumped is what pg_dump prints. One that is older than the server refuses to; then
// the model of the catalogs stands in, as pgsql prints it.
func (d database) dumped(t *testing.T) string {
	t.Helper()
	var errs bytes.Buffer
	cmd := exec.Command("pg_dump", "--schema-only", "-d", d.url)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err == nil {
		return string(out)
	}
	if !strings.Contains(errs.String(), "server version mismatch") {
		t.Fatalf("pg_dump: %v %s", err, errs.String())
	}
	db, _, err := catalog.Read(t.Context(), d, catalog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return pgsql.Printer{}.Script(db)
}

var (
	listOfText  = strings.NewReplacer("::text[]", "", "::text", "", "(", "", ")", "")
	nullDefault = regexp.MustCompile(` DEFAULT NULL::[a-z ]+(\(\d+\))?[a-z ]*$`)
	settings    = regexp.MustCompile(`(WITH|OPTIONS) \(([a-z_."]+[= ]'[^']*'(, )?)+\)`)
)

// settled leaves out of a line of a dump what makes no difference: a default of NULL,
// and the order of storage parameters and of options of foreign data.
func settled(line string) string {
	line, comma := strings.CutSuffix(line, ",")
	if strings.Contains(line, "= ANY (") {
		// The server writes a list of varchar values in two ways, by where the cast stands.
		line = listOfText.Replace(line)
	}
	line = nullDefault.ReplaceAllString(line, "")
	line = settings.ReplaceAllStringFunc(line, func(s string) string {
		word, rest, _ := strings.Cut(s, "(")
		list := strings.Split(strings.TrimSuffix(rest, ")"), ", ")
		slices.Sort(list)
		return word + "(" + strings.Join(list, ", ") + ")"
	})
	if comma {
		line += ","
	}
	return line
}

// difference lists what only one of the dumps has, by line within a statement that
// starts the same on both sides.
func difference(got, want []string) string {
	var b strings.Builder
	only := func(verb string, some, others []string) {
		for _, s := range some {
			head, _, _ := strings.Cut(s, "\n")
			if slices.Contains(others, s) {
				continue
			}
			i := slices.IndexFunc(others, func(o string) bool { return strings.HasPrefix(o, head+"\n") })
			if i < 0 {
				b.WriteString("  " + verb + ": " + s + "\n")
				continue
			}
			there := strings.Split(others[i], "\n")
			for _, line := range strings.Split(s, "\n") {
				if !slices.Contains(there, line) {
					b.WriteString("  " + verb + " in " + head + " " + line + "\n")
				}
			}
		}
	}
	only("too much", got, want)
	only("missing", want, got)
	return b.String()
}
