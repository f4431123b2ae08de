package migrate_test

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// The environment that makes the test binary a runner that can be killed.
const (
	runnerURL    = "PGEN_TEST_RUNNER_URL"
	runnerDir    = "PGEN_TEST_RUNNER_DIR"
	runnerSchema = "PGEN_TEST_RUNNER_SCHEMA"
	// runnerDown makes it go to the base.
	runnerDown = "PGEN_TEST_RUNNER_DOWN"
	// runnerDies is after how many messages it kills itself; 0 is never.
	// runnerHears says that messages of the server count too.
	runnerDies  = "PGEN_TEST_RUNNER_DIES"
	runnerHears = "PGEN_TEST_RUNNER_HEARS"
)

func TestMain(m *testing.M) {
	if os.Getenv(runnerURL) == "" {
		os.Exit(m.Run())
	}
	if err := runChild(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func runChild(ctx context.Context) error {
	h, err := migrate.Load(os.DirFS(os.Getenv(runnerDir)))
	if err != nil {
		return err
	}
	config, err := pgx.ParseConfig(os.Getenv(runnerURL))
	if err != nil {
		return err
	}
	life := &life{hears: os.Getenv(runnerHears) != ""}
	if limit := os.Getenv(runnerDies); limit != "" {
		if life.limit, err = strconv.ParseInt(limit, 10, 64); err != nil {
			return err
		}
	}
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		return &mortal{Conn: conn, life: life, in: bufio.NewReader(conn)}, err
	}
	m, err := migrate.New(migrate.Config{Conn: config, History: h, Schema: os.Getenv(runnerSchema), AllowLoss: true})
	if err != nil {
		return err
	}
	if os.Getenv(runnerDown) != "" {
		_, err = m.Downgrade(ctx, "base")
	} else {
		_, err = m.Upgrade(ctx, "head")
	}
	return err
}

// life counts the messages of a runner, which ends at the limit.
type life struct {
	count, limit int64
	hears        bool
}

// die kills the process the hard way once the limit is reached.
func (l *life) die() {
	if l.limit == 0 || atomic.LoadInt64(&l.count) < l.limit {
		return
	}
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	panic(fmt.Sprint("still alive: ", err))
}

// mortal passes messages on one by one.
type mortal struct {
	net.Conn
	life    *life
	in      *bufio.Reader
	rest    []byte // of the message that is being read
	started bool
}

// Write sends each message on its own and dies when it has sent the last one.
func (c *mortal) Write(b []byte) (int, error) {
	for sent := 0; sent < len(b); {
		c.life.die()
		size := 0
		if head := b[sent:]; !c.started {
			size, c.started = int(binary.BigEndian.Uint32(head)), true // the first message has no type
		} else {
			size = 1 + int(binary.BigEndian.Uint32(head[1:]))
		}
		n, err := c.Conn.Write(b[sent : sent+size])
		sent += n
		if err != nil {
			return sent, err
		}
		atomic.AddInt64(&c.life.count, 1)
	}
	c.life.die()
	return len(b), nil
}

// Read gives one message of the server at a time. The runner dies when it comes
// back for more, so it has acted on the last one.
func (c *mortal) Read(b []byte) (int, error) {
	if len(c.rest) == 0 {
		c.life.die()
		head, err := c.in.Peek(5)
		if err != nil {
			return 0, err
		}
		c.rest = make([]byte, 1+binary.BigEndian.Uint32(head[1:]))
		if _, err := io.ReadFull(c.in, c.rest); err != nil {
			return 0, err
		}
		if c.life.hears {
			atomic.AddInt64(&c.life.count, 1)
		}
	}
	n := copy(b, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

// child is a runner in a process of its own.
func child(config *pgx.ConnConfig, dir string, environment ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), runnerURL+"="+urlOf(config), runnerDir+"="+dir)
	cmd.Env = append(cmd.Env, environment...)
	return cmd
}

// folder writes the revisions r1, r2, ... and pgen.sum to disk.
func folder(t *testing.T, bodies []string) string {
	t.Helper()
	dir := t.TempDir()
	var sum migrate.Sum
	for i, body := range bodies {
		id := fmt.Sprintf("r%d", i+1)
		text := "-- pgen:revision " + id + "\n"
		if i > 0 {
			text += fmt.Sprintf("-- pgen:revises r%d\n", i)
		}
		text += body
		hash := migrate.HashBytes([]byte(text))
		sum = append(sum, migrate.SumLine{ID: id, Meaning: "m" + hash[:12], Bytes: hash}) // as load has it
		if err := os.WriteFile(filepath.Join(dir, id+".sql"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, migrate.SumFile), sum.Format(), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// killed runs a child and reports whether it was killed. A child that fails by
// itself fails the test.
func killed(t *testing.T, cmd *exec.Cmd) bool {
	t.Helper()
	var output strings.Builder
	cmd.Stderr = &output
	err := cmd.Run()
	if err != nil && output.Len() > 0 {
		t.Fatalf("the runner failed by itself: %s", output.String())
	}
	return err != nil
}
