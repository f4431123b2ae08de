// Command demo shows what pgen does for a service, with the service next to it:
// it changes the schema in a copy, lets pgen write migration and code, applies
// the migration to a throw-away PostgreSQL, and runs the service on it. It
// leaves nothing behind.
//
//	make demo
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// example is the service, seen from the folder of the module.
const example = "examples/companies"

// change is what the demo adds to schema.sql.
const change = `
ALTER TABLE companies ADD COLUMN website text;

CREATE TABLE notes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    company_id uuid NOT NULL REFERENCES companies (id),
    text text NOT NULL CHECK (text <> '')
);
CREATE INDEX notes_company_id_idx ON notes (company_id);
`

func main() {
	pgen := flag.String("pgen", "bin/pgen", "pgen's `program`")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	err := run(ctx, *pgen)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, pgen string) (err error) {
	program, err := filepath.Abs(pgen)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "pgen-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	if err := os.CopyFS(work, os.DirFS(example)); err != nil {
		return fmt.Errorf("copy the example (run this in the folder of the module): %w", err)
	}
	d := demo{pgen: program, work: work, out: os.Stdout}
	name := "demo-" + strconv.Itoa(os.Getpid())
	d.say("a throw-away PostgreSQL")
	url, err := d.output(ctx, "dev", "start", "--name", name)
	if err != nil {
		return err
	}
	defer func() {
		// The server goes even after Ctrl-C.
		_, errStop := d.output(context.WithoutCancel(ctx), "dev", "stop", "--name", name)
		err = errors.Join(err, errStop)
	}()
	d.url = strings.TrimSpace(url)
	fmt.Fprintln(d.out, d.url)
	return d.steps(ctx)
}

// demo is one run: the program, the copy of the example, the server.
type demo struct {
	pgen, work, url string
	out             io.Writer
}

func (d demo) steps(ctx context.Context) error {
	d.say("the code of the example is what pgen makes of its migrations")
	if err := d.show(ctx, "generate", "--check"); err != nil {
		return err
	}
	d.say("schema.sql gets a column and a table")
	fmt.Fprintln(d.out, strings.TrimSpace(change))
	if err := d.edit(); err != nil {
		return err
	}
	before, err := d.files()
	if err != nil {
		return err
	}
	d.say("pgen writes the migration, and proves on a server of its own that it leads there and back")
	if err := d.show(ctx, "revision", "--autogenerate", "-m", "add notes"); err != nil {
		return err
	}
	if err := d.showNew(before); err != nil {
		return err
	}
	d.say("the database moves to the new head")
	if err := d.show(ctx, "--database", d.url, "upgrade", "head"); err != nil {
		return err
	}
	d.say("pgen writes the code for it")
	if err := d.show(ctx, "generate"); err != nil {
		return err
	}
	d.say("the service runs, compiled with the new code")
	if err := d.service(ctx); err != nil {
		return err
	}
	d.say("everything is stopped and removed")
	return nil
}

func (d demo) say(title string) { fmt.Fprintf(d.out, "\n== %s\n", title) }

// environment makes the demo start a server of its own, whatever is set.
func (d demo) environment() []string {
	env := slices.DeleteFunc(os.Environ(), func(entry string) bool { return strings.HasPrefix(entry, "PGEN_SCRATCH_URL=") })
	return append(env, "DATABASE_URL="+d.url)
}

// output runs pgen in the copy and returns what it prints.
func (d demo) output(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, d.pgen, args...)
	cmd.Dir, cmd.Env = d.work, d.environment()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("pgen %s: %w\n%s%s", strings.Join(args, " "), err, out, stderr.Bytes())
	}
	return string(out), nil
}

// show runs pgen and shows command and output.
func (d demo) show(ctx context.Context, args ...string) error {
	shown := slices.DeleteFunc(slices.Clone(args), func(a string) bool { return a == "--database" || a == d.url })
	fmt.Fprintln(d.out, "$ pgen "+strings.Join(shown, " "))
	out, err := d.output(ctx, args...)
	fmt.Fprint(d.out, out)
	return err
}

func (d demo) edit() error {
	f, err := os.OpenFile(filepath.Join(d.work, "schema.sql"), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(change)
	return errors.Join(err, f.Close())
}

// files lists the files of the copy, by paths inside it.
func (d demo) files() ([]string, error) {
	var out []string
	err := fs.WalkDir(os.DirFS(d.work), ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			out = append(out, path)
		}
		return err
	})
	return out, err
}

// showNew prints the files that were not there before.
func (d demo) showNew(before []string) error {
	now, err := d.files()
	if err != nil {
		return err
	}
	for _, path := range now {
		if slices.Contains(before, path) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(d.work, path))
		if err != nil {
			return err
		}
		fmt.Fprintf(d.out, "\n%s\n", text)
	}
	return nil
}

// service runs the example as it would be with the files of the copy in place
// of its own: the go command lays them over.
func (d demo) service(ctx context.Context) error {
	files, err := d.files()
	if err != nil {
		return err
	}
	here, err := filepath.Abs(example)
	if err != nil {
		return err
	}
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	for _, path := range files {
		overlay.Replace[filepath.Join(here, path)] = filepath.Join(d.work, path)
	}
	text, err := json.Marshal(overlay)
	if err != nil {
		return err
	}
	file := filepath.Join(d.work, "overlay.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, "go", "run", "-overlay", file, "./"+example)
	cmd.Env, cmd.Stdout, cmd.Stderr = d.environment(), d.out, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("run the example: %w", err)
	}
	return nil
}
