package main

import (
	"io"
	"runtime/debug"

	"github.com/urfave/cli/v2"
)

const overview = `A service keeps its database as SQL: a folder of migrations (what happened) and
schema.sql (what is wanted). From these pgen writes typed Go store code, writes
the next migration by itself, and applies migrations safely.

A day with pgen:

   pgen init                                  files of a new project
   $EDITOR schema.sql                         say what you want
   pgen revision --autogenerate -m "orders"   pgen writes the migration
   pgen upgrade head                          and applies it
   pgen generate                              typed Go code for it
   pgen check                                 what CI asks

A SOURCE is migrations, migrations@REV, schema (the project's schema.sql), database,
empty, the path of a .sql file or of a folder in the layout of pgen, golang-migrate,
goose, sql-migrate, dbmate, tern, sqlx, diesel, Flyway, Prisma, drizzle, graphile or
plain numbered files, or postgres://...

A REV is a revision id or the beginning of one, a label, head, heads, base, current,
+N, -N, ID+N, ID-N, or LABEL@ in front of one of these. A range is REV:REV.
docs/verbs.md shows all commands on one history.

Exit codes: 0 ok, 1 error, 2 usage, 3 something differs or is pending, 4 the database
is ahead of the files, 5 the lock was not had, 6 refused because data would be lost.`

// newApp describes the command line.
func newApp(term terminal) *cli.App {
	app := &cli.App{
		Name: "pgen", Usage: "typed Go stores and safe migrations from your PostgreSQL schema",
		Description: overview, HideVersion: true,
		UsageText: "pgen [-c pgen.yaml] [--database URL] [--migrations DIR]... [--schema PATH] [--json] [-q|-v] COMMAND",
		Reader:    term.stdin, Writer: term.stdout, ErrWriter: term.stderr,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "config", Aliases: []string{"c"}, Usage: "configuration `FILE`; also PGEN_CONFIG (default: pgen.yaml if there is one)"},
			&cli.StringFlag{Name: "database", Usage: "`URL` of the database; also DATABASE_URL or database.url in pgen.yaml"},
			&cli.StringSliceFlag{Name: "migrations", Usage: "`DIR` of the revisions; several, repeated or with commas, are one history (default: migrations)"},
			&cli.StringFlag{Name: "schema", Usage: "`PATH` of the wanted schema, a file or a folder (default: schema.sql)"},
			&cli.StringSliceFlag{Name: "ignore", Usage: "leave `WHAT` to others: owners, privileges; may be repeated (also model.ignore in pgen.yaml)"},
			&cli.BoolFlag{Name: "json", Usage: "print one JSON object instead of text"},
			&cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, Usage: "print results and errors only"},
			&cli.BoolFlag{Name: "verbose", Aliases: []string{"v"}, Usage: "say more about what is done"},
			&cli.BoolFlag{Name: "version", Usage: "print the version of pgen"},
		},
		Commands: []*cli.Command{
			initCommand(term), generateCommand(term), schemaCommand(term), diffCommand(term), revisionCommand(term),
			upgradeCommand(term), downgradeCommand(term), currentCommand(term), historyCommand(term),
			headsCommand(term), branchesCommand(term), showCommand(term), editCommand(term), mergeCommand(term), rebaseCommand(term), stampCommand(term),
			ensureVersionCommand(term), checkCommand(term), verifyCommand(term), sumCommand(term), devCommand(term),
		},
		// run reports errors and turns them into an exit code.
		ExitErrHandler: func(*cli.Context, error) {},
		OnUsageError:   onUsageError,
		Action: func(c *cli.Context) error {
			if c.Bool("version") {
				lines(term.stdout, "pgen "+version())
				return nil
			}
			if c.Args().Present() {
				return usagef("there is no command %q: see pgen help", c.Args().First())
			}
			return cli.ShowAppHelp(c)
		},
	}
	return app
}

// version is that of the module, as the build knows it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// onUsageError turns the parser's faults into usage errors (exit code 2).
func onUsageError(c *cli.Context, err error, _ bool) error {
	name := "pgen help"
	if c.Command != nil && c.Command.Name != "" && c.Command.Name != "pgen" {
		name = "pgen " + c.Command.Name + " --help"
	}
	return usagef("%v: see %s", err, name)
}

// command completes a command: its action runs with a session.
func command(term terminal, c cli.Command, action func(*session) error) *cli.Command {
	c.OnUsageError = onUsageError
	if action != nil {
		c.Action = func(ctx *cli.Context) error {
			return action(&session{ctx: ctx.Context, cli: ctx, term: term, json: ctx.Bool("json"), quiet: ctx.Bool("quiet"),
				verbose: ctx.Bool("verbose")})
		}
	}
	return &c
}

// lines prints each line of a result.
func lines(w io.Writer, all ...string) {
	for _, l := range all {
		io.WriteString(w, l+"\n")
	}
}

func replayFlag() cli.Flag {
	return &cli.StringFlag{Name: "replay", Value: "auto",
		Usage: "how a history becomes a model: auto, static (no server) or server (always a throw-away one)"}
}

func planFlags() []cli.Flag {
	return []cli.Flag{
		replayFlag(),
		&cli.BoolFlag{Name: "allow-drop", Usage: "plan the loss of tables, columns and other things that hold data"},
		&cli.BoolFlag{Name: "offline", Usage: "plan plain statements for a maintenance window instead of safe steps for a running service"},
		&cli.StringSliceFlag{Name: "rename", Usage: "`OLD=NEW` says that table.column=new or table=new is a rename; may be repeated"},
	}
}
