package revision

import (
	"errors"
	"os"
	"path/filepath"
)

// file is a file to be written, by its name in the folder.
type file struct {
	name string
	data []byte
}

// replaceAll writes files so that each is there whole or not at all: all are
// written under other names first, then renamed in order. When that fails the
// files that were new are removed again.
func replaceAll(dir string, files []file) (err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var temporary, created []string
	defer func() {
		for _, name := range temporary {
			_ = os.Remove(name)
		}
		if err != nil {
			for _, name := range created {
				_ = os.Remove(name)
			}
		}
	}()
	for _, f := range files {
		name, err := writeTemporary(dir, f)
		if name != "" {
			temporary = append(temporary, name)
		}
		if err != nil {
			return err
		}
	}
	for i, f := range files {
		path := filepath.Join(dir, f.name)
		_, statErr := os.Lstat(path)
		if err := os.Rename(temporary[i], path); err != nil {
			return err
		}
		if errors.Is(statErr, os.ErrNotExist) {
			created = append(created, path)
		}
	}
	return nil
}

func writeTemporary(dir string, f file) (string, error) {
	tmp, err := os.CreateTemp(dir, ".pgen-*")
	if err != nil {
		return "", err
	}
	_, err = tmp.Write(f.data)
	return tmp.Name(), errors.Join(err, tmp.Chmod(0o644), tmp.Sync(), tmp.Close())
}
