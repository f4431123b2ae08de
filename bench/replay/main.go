// Command replay measures what pgen schema takes as a process for histories of
// many files: the wall time, the processor time and the most memory it held.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// run is what one run of the program took.
type run struct {
	wall, cpu time.Duration
	// memory is the largest resident set in bytes.
	memory int64
}

func main() {
	pgen := flag.String("pgen", "../bin/pgen", "pgen's `program`")
	sizes := flag.String("n", "100,1000,10000", "`numbers` of files")
	runs := flag.Int("runs", 5, "`number` of runs of each size")
	flag.Parse()
	if err := measure(*pgen, strings.Split(*sizes, ","), *runs); err != nil {
		fmt.Fprintln(os.Stderr, "replay:", err)
		os.Exit(1)
	}
}

func measure(pgen string, sizes []string, runs int) error {
	work, err := os.MkdirTemp("", "pgen-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	fmt.Printf("%d runs each\n\n| files | MB of SQL | median | fastest | fastest by processor time | per file | most memory |\n|---|---|---|---|---|---|---|\n", runs)
	for _, size := range sizes {
		n, err := strconv.Atoi(size)
		if err != nil || n < 1 {
			return fmt.Errorf("%q is no number of files", size)
		}
		dir := filepath.Join(work, size)
		bytes, err := write(dir, n)
		if err != nil {
			return err
		}
		var all []run
		for range runs {
			one, err := schema(pgen, dir)
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		report(n, bytes, all)
	}
	return nil
}

// write makes a history in which every file creates a table that refers to an
// earlier one, and changes another. It returns the bytes of all files.
func write(dir string, n int) (int, error) {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return 0, err
	}
	bytes := 0
	for i := range n {
		sql := fmt.Sprintf(`CREATE TABLE t%d (id bigserial PRIMARY KEY, parent bigint REFERENCES t%d ON DELETE CASCADE, name varchar(80) NOT NULL,
	email text UNIQUE, amount numeric(12,2) DEFAULT 0 CHECK (amount >= 0), created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX t%d_parent_idx ON t%d (parent, created_at DESC) WHERE amount > 0;
COMMENT ON TABLE t%d IS 'table';
`, i, max(0, i-1), i, i, i)
		if i > 0 {
			sql += fmt.Sprintf("ALTER TABLE t%d ADD COLUMN note text DEFAULT 'x', ALTER COLUMN email SET NOT NULL;\n", i-1)
		}
		bytes += len(sql)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%05d_t.sql", i)), []byte(sql), 0o644); err != nil {
			return 0, err
		}
	}
	return bytes, nil
}

// schema runs pgen schema on the folder; what it prints is thrown away.
func schema(pgen, dir string) (run, error) {
	cmd := exec.Command(pgen, "schema", dir)
	var said strings.Builder
	cmd.Stderr = &said
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return run{}, fmt.Errorf("%s: %w\n%s", cmd, err, said.String())
	}
	out := run{wall: time.Since(start), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	used, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return out, errors.New("this system does not tell what a process used")
	}
	const kilobyte = 1024 // the unit of Linux
	out.memory = used.Maxrss * kilobyte
	return out, nil
}

func report(n, bytes int, all []run) {
	walls, cpus, memory := []time.Duration{}, []time.Duration{}, int64(0)
	for _, r := range all {
		walls, cpus, memory = append(walls, r.wall), append(cpus, r.cpu), max(memory, r.memory)
	}
	slices.Sort(walls)
	slices.Sort(cpus)
	round := func(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }
	fmt.Printf("| %d | %.2f | %s | %s | %s | %s | %d MB |\n", n, float64(bytes)/1e6, round(walls[len(walls)/2]), round(walls[0]), round(cpus[0]),
		(cpus[0] / time.Duration(n)).Round(time.Microsecond), memory>>20)
}
