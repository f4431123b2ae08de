/*
 * A library to be loaded in front of a PostgreSQL server: files below one folder
 * may together have only so many bytes. What would go beyond fails with ENOSPC, as
 * on a full disk. The test that uses it writes the number into a file of 16 bytes,
 * which all processes of the server share: first what is used, then what there is.
 *
 *   FULLDISK_DIR   the folder, without links in its path
 *   FULLDISK_ROOM  the file with the two numbers
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static volatile int64_t *room; /* room[0]: used, room[1]: there is */
static const char *dir;

__attribute__((constructor)) static void start(void)
{
	const char *name = getenv("FULLDISK_ROOM");
	int fd;

	/* A server writes its titles over its environment, so the text is copied. */
	dir = getenv("FULLDISK_DIR") == NULL ? NULL : strdup(getenv("FULLDISK_DIR"));
	if (dir == NULL || name == NULL || (fd = open(name, O_RDWR)) < 0)
		return;
	room = mmap(NULL, 16, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (room == MAP_FAILED)
		room = NULL;
	close(fd);
}

static int inside(const char *path)
{
	size_t n = strlen(dir);

	return strncmp(path, dir, n) == 0 && path[n] == '/';
}

/* size returns the size of an open file of the folder, -1 for all others. */
static int64_t size(int fd)
{
	char link[64], path[PATH_MAX];
	struct stat st;
	ssize_t n;

	if (room == NULL)
		return -1;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof path - 1);
	if (n < 0)
		return -1;
	path[n] = '\0';
	return inside(path) && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? st.st_size : -1;
}

/* grow takes the room for a file that is to end at end; 0 if there is not enough. */
static int grow(int fd, int64_t end)
{
	int64_t was = size(fd);

	if (was < 0 || end <= was)
		return 1;
	if (__sync_add_and_fetch(&room[0], end - was) <= room[1])
		return 1;
	__sync_sub_and_fetch(&room[0], end - was);
	return 0;
}

/* leave gives back the room of a file that goes or becomes shorter. */
static void leave(const char *name, int64_t length)
{
	char path[PATH_MAX];
	struct stat st;

	if (room != NULL && realpath(name, path) != NULL && inside(path) && stat(path, &st) == 0 && st.st_size > length)
		__sync_sub_and_fetch(&room[0], st.st_size - length);
}

static int64_t total(const struct iovec *parts, int n)
{
	int64_t sum = 0;

	while (n-- > 0)
		sum += parts[n].iov_len;
	return sum;
}

#define NEXT(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))
#define REFUSE (errno = ENOSPC, -1)

ssize_t pwrite(int fd, const void *data, size_t n, off_t at)
{
	return grow(fd, at + n) ? NEXT(pwrite)(fd, data, n, at) : REFUSE;
}

ssize_t pwritev(int fd, const struct iovec *parts, int n, off_t at)
{
	return grow(fd, at + total(parts, n)) ? NEXT(pwritev)(fd, parts, n, at) : REFUSE;
}

int posix_fallocate(int fd, off_t at, off_t n)
{
	return grow(fd, at + n) ? NEXT(posix_fallocate)(fd, at, n) : ENOSPC;
}

int ftruncate(int fd, off_t length)
{
	int64_t was = size(fd);

	if (was > length)
		__sync_sub_and_fetch(&room[0], was - length);
	return NEXT(ftruncate)(fd, length);
}

int truncate(const char *path, off_t length)
{
	leave(path, length);
	return NEXT(truncate)(path, length);
}

int unlink(const char *path)
{
	leave(path, 0);
	return NEXT(unlink)(path);
}

#ifdef __GLIBC__ /* where files beyond 2 GB have names of their own */

ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at)
{
	return grow(fd, at + n) ? NEXT(pwrite64)(fd, data, n, at) : REFUSE;
}

ssize_t pwritev64(int fd, const struct iovec *parts, int n, off64_t at)
{
	return grow(fd, at + total(parts, n)) ? NEXT(pwritev64)(fd, parts, n, at) : REFUSE;
}

int posix_fallocate64(int fd, off64_t at, off64_t n)
{
	return grow(fd, at + n) ? NEXT(posix_fallocate64)(fd, at, n) : ENOSPC;
}

int ftruncate64(int fd, off64_t length)
{
	int64_t was = size(fd);

	if (was > length)
		__sync_sub_and_fetch(&room[0], was - length);
	return NEXT(ftruncate64)(fd, length);
}

int truncate64(const char *path, off64_t length)
{
	leave(path, length);
	return NEXT(truncate64)(path, length);
}

#endif
