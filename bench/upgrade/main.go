// Command upgrade compares the wall time of applying revisions: pgen's runner, a
// bare pgx loop, goose, tern and golang-migrate, all as libraries in this
// process, on one server, in turn. Every run has an empty database of its own
// and includes reading the files. It also times pgen upgrade head as a process
// when nothing is pending.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

func main() {
	address := flag.String("url", os.Getenv("PGEN_SCRATCH_URL"), "superuser `address` of a throw-away server")
	sizes := flag.String("n", "100,1000", "`numbers` of revisions")
	rounds := flag.Int("rounds", 5, "`number` of runs of each contestant")
	pgen := flag.String("pgen", "../bin/pgen", "pgen's `program`, for the run with nothing to do")
	flag.Parse()
	if err := compare(context.Background(), *address, *sizes, *rounds, *pgen); err != nil {
		fmt.Fprintln(os.Stderr, "upgrade:", err)
		os.Exit(1)
	}
}

func compare(ctx context.Context, address, sizes string, rounds int, pgen string) error {
	if address == "" {
		return errors.New("no server: set PGEN_SCRATCH_URL or -url, or run make bench/upgrade")
	}
	admin, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer admin.Close(ctx)
	var version string
	if err := admin.QueryRow(ctx, "SHOW server_version").Scan(&version); err != nil {
		return err
	}
	fmt.Printf("PostgreSQL %s\n", version)
	for size := range strings.SplitSeq(sizes, ",") {
		var n int
		if _, err := fmt.Sscan(size, &n); err != nil {
			return fmt.Errorf("-n %s: %w", sizes, err)
		}
		dir, err := os.MkdirTemp("", "pgen-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		s := server{admin: admin, config: admin.Config()}
		if err := errors.Join(writeFiles(dir, n), race(ctx, s, dir, n, rounds)); err != nil {
			return err
		}
		if err := idle(ctx, s, dir, n, 4*rounds, pgen); err != nil {
			return err
		}
	}
	return nil
}

// figures are what was measured of one contestant, a value per round.
type figures struct {
	wall, server []time.Duration
}

// race lets all contestants run in each round, each round beginning with
// another one.
func race(ctx context.Context, s server, dir string, n, rounds int) error {
	measured := make([]figures, len(contestants))
	for round := range rounds {
		for i := range contestants {
			at := (i + round) % len(contestants)
			c := contestants[at]
			wall, server, err := s.measure(ctx, func(target *target) error { return c.run(ctx, target, filepath.Join(dir, c.name)) }, n)
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			measured[at].wall = append(measured[at].wall, wall)
			measured[at].server = append(measured[at].server, server)
		}
	}
	fmt.Printf("\n%d revisions, %d rounds\n\n", n, rounds)
	fmt.Printf("| runner | median | fastest | against the loop | server CPU |\n|---|---|---|---|---|\n")
	for i, c := range contestants {
		var ratios []float64
		for round := range rounds {
			ratios = append(ratios, measured[i].wall[round].Seconds()/measured[0].wall[round].Seconds())
		}
		fmt.Printf("| %s | %s | %s | %.2f | %s |\n", c.name, short(median(measured[i].wall)), short(slices.Min(measured[i].wall)),
			median(ratios), short(median(measured[i].server)))
	}
	return nil
}

// idle times the program with nothing to do.
func idle(ctx context.Context, s server, dir string, n, runs int, pgen string) (err error) {
	database, err := s.create(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.drop(ctx, database)) }()
	t := &target{config: s.config.Copy()}
	t.config.Database = database
	if err := runPgen(ctx, t, filepath.Join(dir, "pgen")); err != nil {
		return err
	}
	var times, cpu []time.Duration
	for range runs {
		cmd := exec.CommandContext(ctx, pgen, "--migrations", filepath.Join(dir, "pgen"), "--database", t.url(), "upgrade", "head")
		start := time.Now()
		out, err := cmd.CombinedOutput()
		times = append(times, time.Since(start))
		cpu = append(cpu, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
		if err != nil || !strings.Contains(string(out), "nothing to do") {
			return fmt.Errorf("%s: %w\n%s", cmd, err, out)
		}
	}
	fmt.Printf("\npgen upgrade head with %d applied revisions, process start included, %d runs: median %s, fastest %s, CPU %s\n",
		n, runs, short(median(times)), short(slices.Min(times)), short(median(cpu)))
	return nil
}

// median leaves the order of the values as it is.
func median[T time.Duration | float64](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

func short(d time.Duration) string {
	if d >= time.Second {
		return fmt.Sprintf("%.2f s", d.Seconds())
	}
	return fmt.Sprintf("%.1f ms", d.Seconds()*1000)
}
