package main

import (
	"fmt"
	"io"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/pgen-go/pgen/gen"
	"github.com/pgen-go/pgen/runtime/migrate"
)

func moveFlags(direction migrate.Direction) []cli.Flag {
	flags := []cli.Flag{
		&cli.BoolFlag{Name: "sql", Usage: "print the SQL instead of running it; REV may be a range A:B"},
		&cli.BoolFlag{Name: "dry-run", Usage: "execute the transactional steps and roll them back"},
		&cli.DurationFlag{Name: "lock-wait", Usage: "how long to wait for another run to end", Value: time.Minute},
		&cli.DurationFlag{Name: "lock-timeout", Usage: "how long one try of a step waits for table locks", Value: 2 * time.Second},
		&cli.IntFlag{Name: "lock-attempts", Usage: "how often a step is tried that does not get its locks", Value: 10},
	}
	if direction == migrate.Down {
		flags = append(flags, &cli.BoolFlag{Name: "accept-loss", Usage: "run steps that lose data"})
	}
	return flags
}

func upgradeCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "upgrade", Usage: "apply revisions up to REV", ArgsUsage: "REV",
		Description: "Applies what REV needs and is not applied yet. Each transactional step commits together with\n" +
			"its record, so many runs may start at once and each step takes effect once. Steps outside a\n" +
			"transaction are judged by the catalog after an interruption: skipped, repaired or run.\n" +
			"Waiting for table locks is short and repeated, so that readers are not held up.\n\n" +
			"   pgen upgrade head        everything\n" +
			"   pgen upgrade +1          the next one\n" +
			"   pgen upgrade head --dry-run",
		Flags: moveFlags(migrate.Up),
	}, func(s *session) error { return s.move(migrate.Up) })
}

func downgradeCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "downgrade", Usage: "undo revisions down to REV", ArgsUsage: "REV",
		Description: "Undoes, newest first, what follows REV. Steps that lose data are refused (exit code 6)\n" +
			"unless --accept-loss is given.\n\n" +
			"   pgen downgrade -1        the newest one\n" +
			"   pgen downgrade base      everything",
		Flags: moveFlags(migrate.Down),
	}, func(s *session) error { return s.move(migrate.Down) })
}

func (s *session) move(direction migrate.Direction) error {
	args, err := s.args(1, 1, "one REV (head, base, +1, -1, or an id)")
	if err != nil {
		return err
	}
	if s.cli.Bool("sql") {
		return s.moveOffline(direction, args[0])
	}
	m, err := s.migrator(s.progress())
	if err != nil {
		return err
	}
	var r migrate.Result
	switch {
	case s.cli.Bool("dry-run"):
		r, err = m.DryRun(s.ctx, direction, args[0])
	case direction == migrate.Up:
		r, err = m.Upgrade(s.ctx, args[0])
	default:
		r, err = m.Downgrade(s.ctx, args[0])
	}
	if err != nil {
		return err
	}
	s.show(newMoveResult(r, s.cli.Bool("dry-run")))
	return nil
}

func (s *session) moveOffline(direction migrate.Direction, target string) error {
	p, err := s.open()
	if err != nil {
		return err
	}
	m, err := s.offlineMigrator(p)
	if err != nil {
		return err
	}
	script, err := m.Script(direction, target)
	if err != nil {
		return err
	}
	s.show(scriptResult{SQL: script})
	return nil
}

type scriptResult struct {
	SQL string `json:"sql"`
}

func (r scriptResult) text(w io.Writer) { io.WriteString(w, r.SQL) }

// migrator prepares a run against the configured database.
func (s *session) migrator(progress func(migrate.Event)) (*migrate.Migrator, error) {
	p, err := s.open()
	if err != nil {
		return nil, err
	}
	return s.migratorOf(p, nil, progress)
}

// migratorOf is migrator for files that are read already, unless h is nil.
func (s *session) migratorOf(p *gen.Project, h *migrate.History, progress func(migrate.Event)) (*migrate.Migrator, error) {
	config := s.migrateConfig(p, h)
	var err error
	if config.Conn, err = p.DirectConnection(); err != nil {
		if _, fault := p.History(); fault != nil {
			return nil, fault // what is wrong with the files is told first
		}
		return nil, err
	}
	config.Progress = progress
	return migrate.New(config)
}

// offlineMigrator knows the files only.
func (s *session) offlineMigrator(p *gen.Project) (*migrate.Migrator, error) {
	h, err := p.History()
	if err != nil {
		return nil, err
	}
	config := s.migrateConfig(p, h)
	config.URL = "postgres://"
	return migrate.New(config)
}

func (s *session) migrateConfig(p *gen.Project, h *migrate.History) migrate.Config {
	schema, table := p.HistoryTable()
	return migrate.Config{History: h, Load: p.History, Schema: schema, Table: table,
		LockWait: s.limit("lock-wait"), LockTimeout: s.limit("lock-timeout"),
		LockAttempts: s.cli.Int("lock-attempts"), AllowLoss: s.cli.Bool("accept-loss")}
}

// limit turns the zero that people write for "none" into the runner's; commands
// without the flag keep the runner's default.
func (s *session) limit(flag string) time.Duration {
	if d := s.cli.Duration(flag); d != 0 || !s.cli.IsSet(flag) {
		return d
	}
	return -1
}

type moveResult struct {
	Direction string         `json:"direction"`
	DryRun    bool           `json:"dryRun,omitempty"`
	Revisions []doneRevision `json:"revisions"`
	From      []string       `json:"from"`
	To        []string       `json:"to"`
	Untried   []string       `json:"untried,omitempty"`
}

type doneRevision struct {
	ID      string  `json:"id"`
	Seconds float64 `json:"seconds"`
}

func newMoveResult(r migrate.Result, dry bool) moveResult {
	out := moveResult{Direction: string(r.Direction), DryRun: dry, From: orEmpty(r.From), To: orEmpty(r.To),
		Untried: r.Untried, Revisions: []doneRevision{}}
	for _, d := range r.Revisions {
		out.Revisions = append(out.Revisions, doneRevision{ID: d.ID, Seconds: d.Elapsed.Seconds()})
	}
	return out
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func (r moveResult) text(w io.Writer) {
	if len(r.Revisions) == 0 && len(r.Untried) == 0 {
		lines(w, "nothing to do: at "+names(r.To))
		return
	}
	verb := map[string]string{"up": "applied", "down": "undid"}[r.Direction]
	if r.DryRun {
		verb = "tried and rolled back"
	}
	lines(w, fmt.Sprintf("%s %d: from %s to %s", verb, len(r.Revisions), names(r.From), names(r.To)))
	for _, id := range r.Untried {
		lines(w, "not tried: "+id+" (a step outside a transaction, or one that needs a commit before it, comes first)")
	}
}

// names lists revisions, "base" for none.
func names(ids []string) string {
	if len(ids) == 0 {
		return "base"
	}
	text := ids[0]
	for _, id := range ids[1:] {
		text += ", " + id
	}
	return text
}
