// Command generate compares the wall time of pgen generate and sqlc generate on
// the same migrations. sqlc is asked for models only, which is less than what
// pgen writes; so the comparison is in its favour.
//
// Both programs are built before, and run in turn, so that whatever else the
// machine does meets both.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// tool is one of the programs compared.
type tool struct {
	name    string
	command []string
	// config is the text of the configuration file, which is called file.
	file, config string
	// out is the folder that it writes, below the working folder.
	out   string
	dir   string
	times []time.Duration
}

func main() {
	pgen := flag.String("pgen", "../bin/pgen", "pgen's `program`")
	sqlc := flag.String("sqlc", "../bin/sqlc", "sqlc's `program`")
	data := flag.String("data", "../../shared/data/migrations/firefly/files", "`folder` of golang-migrate files")
	runs := flag.Int("runs", 15, "`number` of runs of each program")
	where := flag.String("work", memory(), "`folder` to work below, that of temporary files if empty")
	flag.Parse()
	if err := compare(*pgen, *sqlc, *data, *where, *runs); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// memory is a folder without a disk, "" where there is none.
func memory() string {
	const dir = "/dev/shm"
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return ""
	}
	return dir
}

func compare(pgen, sqlc, data, where string, runs int) error {
	var errs [3]error
	pgen, errs[0] = filepath.Abs(pgen)
	sqlc, errs[1] = filepath.Abs(sqlc)
	data, errs[2] = filepath.Abs(data)
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(data, "*.up.sql"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no *.up.sql files in %s; name another folder with -data (%w)", data, errors.Join(err, fs.ErrNotExist))
	}
	work, err := os.MkdirTemp(where, "pgen-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	// sqlc takes paths from the folder of its configuration only.
	near, err := filepath.Rel(filepath.Join(work, "tool"), data)
	if err != nil {
		return err
	}
	tools := []*tool{
		{name: "pgen", command: []string{pgen, "generate"}, file: "pgen.yaml", out: "store",
			config: fmt.Sprintf("migrations: %q\ngenerate:\n  package: store\n  out: store\n", near)},
		{name: "sqlc", command: []string{sqlc, "generate"}, file: "sqlc.yaml", out: "models",
			config: fmt.Sprintf("version: \"2\"\nsql:\n- engine: postgresql\n  schema: %q\n  queries: query.sql\n"+
				"  gen:\n    go:\n      package: models\n      out: models\n      sql_package: pgx/v5\n", near)},
	}
	for _, t := range tools {
		if err := t.prepare(work); err != nil {
			return err
		}
	}
	for range runs {
		for _, t := range tools {
			if err := t.run(); err != nil {
				return err
			}
		}
	}
	return report(tools, len(files))
}

// prepare writes the configuration, and a query because sqlc wants one.
func (t *tool) prepare(work string) error {
	t.dir = filepath.Join(work, t.name)
	return errors.Join(os.Mkdir(t.dir, 0o755),
		os.WriteFile(filepath.Join(t.dir, t.file), []byte(t.config), 0o644),
		os.WriteFile(filepath.Join(t.dir, "query.sql"), []byte("-- name: One :one\nSELECT 1;\n"), 0o644))
}

// run generates into a new folder and keeps the time. The folder of the run before is
// moved aside: ext4 without a journal does not use the inodes of deleted files again for
// minutes and looks at every one of them for each new file, at the cost of who writes more.
func (t *tool) run() error {
	folder := filepath.Join(t.dir, t.out)
	if err := os.Rename(folder, fmt.Sprintf("%s-%d", folder, len(t.times))); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	cmd := exec.Command(t.command[0], t.command[1:]...)
	cmd.Dir = t.dir
	start := time.Now()
	out, err := cmd.CombinedOutput()
	t.times = append(t.times, time.Since(start))
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", cmd, err, out)
	}
	return nil
}

// written counts the lines of Go that the tool wrote.
func (t *tool) written() (lines int, err error) {
	files, err := filepath.Glob(filepath.Join(t.dir, t.out, "*.go"))
	for _, file := range files {
		text, errRead := os.ReadFile(file)
		if errRead != nil {
			return 0, errRead
		}
		lines += strings.Count(string(text), "\n")
	}
	if lines == 0 {
		err = errors.Join(err, fmt.Errorf("%s wrote no Go file", t.name))
	}
	return lines, err
}

func report(tools []*tool, files int) error {
	fmt.Printf("%d migrations, %d runs each, in turn, below %s\n\n", files, len(tools[0].times), filepath.Dir(tools[0].dir))
	fmt.Printf("| tool | median | fastest | slowest | lines of Go |\n|---|---|---|---|---|\n")
	for _, t := range tools {
		lines, err := t.written()
		if err != nil {
			return err
		}
		slices.Sort(t.times)
		fmt.Printf("| %s | %s | %s | %s | %d |\n", t.name, short(t.median()), short(t.times[0]), short(t.times[len(t.times)-1]), lines)
	}
	fmt.Printf("\npgen takes %.2f times as long as sqlc (medians).\n", tools[0].median().Seconds()/tools[1].median().Seconds())
	return nil
}

// median expects sorted times.
func (t *tool) median() time.Duration { return t.times[len(t.times)/2] }

func short(d time.Duration) string { return d.Round(100 * time.Microsecond).String() }
