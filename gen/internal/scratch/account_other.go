//go:build !unix

package scratch

import (
	"errors"
	"syscall"
)

var errNoUnix = errors.New("throw-away servers need a unix system; set " + EnvURL + " to a server that pgen may use")

// account is nil on systems without unix users.
type account struct{}

func serverAccount() (*account, error) { return nil, errNoUnix }

func (a *account) name() string { return "who runs this" }

func (a *account) attributes() *syscall.SysProcAttr { return nil }

func (a *account) own(string) error { return nil }

func (a *account) mayCreateIn(string) bool { return false }

func (a *account) mayReach(string) bool { return false }

func lockFile(string) (func(), error) { return nil, errNoUnix }

func signalQuit(int) error { return errNoUnix }

func alive(int) bool { return false }
