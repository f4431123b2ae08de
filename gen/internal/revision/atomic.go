package revision

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// change is a file to be written or, with gone, to be removed.
type change struct {
	path string
	data []byte
	gone bool
}

// replaceAll makes changes so that each file is there whole or not at all: what
// is written goes under other names first, then all changes are made in order.
// When one of them fails, those before it are taken back.
func replaceAll(changes []change) (err error) {
	var undo []func()
	temporary := make([]string, len(changes))
	defer func() {
		for _, name := range temporary {
			if name != "" {
				_ = os.Remove(name)
			}
		}
		if err != nil {
			for i := len(undo) - 1; i >= 0; i-- {
				undo[i]()
			}
		}
	}()
	for i, c := range changes {
		if c.gone {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(c.path), 0o755); err != nil {
			return err
		}
		if temporary[i], err = writeTemporary(c); err != nil {
			return err
		}
	}
	for i, c := range changes {
		back, err := backTo(c.path)
		if err != nil {
			return err
		}
		undo = append(undo, back)
		if c.gone {
			err = os.Remove(c.path)
		} else {
			err = os.Rename(temporary[i], c.path)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// backTo returns what brings a file back to how it is now.
func backTo(path string) (func(), error) {
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return func() { _ = os.Remove(path) }, nil
	case err != nil:
		return nil, err
	}
	return func() {
		if name, err := writeTemporary(change{path: path, data: data}); err == nil {
			_ = os.Rename(name, path)
		}
	}, nil
}

// writeTemporary returns the name of the file even when it fails.
func writeTemporary(c change) (string, error) {
	tmp, err := os.CreateTemp(filepath.Dir(c.path), ".pgen-*")
	if err != nil {
		return "", err
	}
	_, err = tmp.Write(c.data)
	return tmp.Name(), errors.Join(err, tmp.Chmod(0o644), tmp.Sync(), tmp.Close())
}
