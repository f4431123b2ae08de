package scratch

import "syscall"

// memoryFolder is where Linux keeps files in memory.
const memoryFolder = "/dev/shm"

// memoryNeeded is how much must be free there: far more than servers for tests
// take, so that one which is used for more does not fill it either.
const memoryNeeded = 4 << 30

// memoryFolders returns the place for files in memory, if it has room. Making
// and removing databases is a matter of thousands of small files: they take a
// fifth of the time there.
func memoryFolders() []string {
	var fs syscall.Statfs_t
	if syscall.Statfs(memoryFolder, &fs) != nil || fs.Bavail*uint64(fs.Bsize) < memoryNeeded {
		return nil
	}
	return []string{memoryFolder}
}
