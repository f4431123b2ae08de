package scratch

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// stopTimeout is how long a server may take to end after it was told to.
const stopTimeout = 20 * time.Second

// script runs a command until standard input ends, then ends the command and
// removes the folder:
//
//	sh -c script sh FOLDER SIGNAL COMMAND...
//
// It is the same size in every shell, needs no second program of ours, and runs
// as the server's user, so it may both signal the server and remove its files.
// The file "exited" tells that the command ended by itself; the folder stays
// for its log until the pipe closes.
const script = `
trap '' HUP INT TERM
exec 3<&0 </dev/null
folder=$1 signal=$2
shift 2
"$@" >"$folder/log" 2>&1 3<&- &
child=$!
( read -r line <&3; [ -e "$folder/exited" ] || kill -s "$signal" "$child" ) 2>/dev/null &
watcher=$!
wait "$child"
: >"$folder/exited"
wait "$watcher"
cd / && rm -rf "$folder"
`

// process is a command under supervision.
type process struct {
	folder string
	cmd    *exec.Cmd
	pipe   io.Closer
	stop   func() error
}

// supervise runs the command as the account. The signal ends it.
func supervise(folder string, acc *account, signal string, command []string) (*process, error) {
	cmd := exec.Command("/bin/sh", append([]string{"-c", script, "sh", folder, signal}, command...)...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = folder, environment(), acc.attributes()
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("run %s as %s: %w", command[0], acc.name(), err)
	}
	p := &process{folder: folder, cmd: cmd, pipe: pipe}
	p.stop = sync.OnceValue(p.end)
	return p, nil
}

// end closes the pipe and waits until command and folder are gone.
func (p *process) end() error {
	p.pipe.Close()
	done := make(chan error, 1)
	go func() { done <- p.cmd.Wait() }()
	select {
	case err := <-done:
		// Wait's error is the script's exit code; what counts is what it left.
		if _, stat := os.Stat(p.folder); stat == nil {
			return fmt.Errorf("the folder %s of a throw-away server could not be removed (%w); remove it by hand", p.folder, err)
		}
		return nil
	case <-time.After(stopTimeout):
		return errors.New("a throw-away server did not end within " + stopTimeout.String() + "; its files are in " + p.folder)
	}
}

// exited reports whether the command in the folder ended by itself.
func exited(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "exited"))
	return err == nil
}

// environment is this process's without what would change a server: PG*
// variables, language and time zone.
func environment() []string {
	env := slices.DeleteFunc(os.Environ(), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return strings.HasPrefix(name, "PG") || strings.HasPrefix(name, "LC_") || name == "LANG" || name == "LANGUAGE" || name == "TZ"
	})
	return append(env, "LC_ALL=C", "TZ=UTC")
}
