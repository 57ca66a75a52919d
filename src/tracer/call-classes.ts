/**
 * What every system call is to a tracer of messages, by name, each with the reason. Which calls are
 * stopped at, and what is done there, stands in calls.ts. The names are those of all processors.
 */

/**
 * `communication`: data or control crosses to another process. `identity`: which descriptor leads
 * where. `observation`: tells what others did, and moves nothing. `ignored`: none of these.
 */
export type CallRole = 'communication' | 'identity' | 'observation' | 'ignored';

export interface CallGroup {
  readonly is: CallRole;
  readonly why: string;
  /** Names, separated by spaces. */
  readonly calls: string;
}

export const CALL_GROUPS: readonly CallGroup[] = [
  {
    is: 'communication',
    why: 'moves bytes or datagrams between memory and a descriptor',
    calls: `read write readv writev preadv2 pwritev2 sendto recvfrom sendmsg recvmsg sendmmsg
      recvmmsg`,
  },
  {
    is: 'communication',
    why: 'moves bytes from one descriptor to another, or between a pipe and memory',
    calls: 'sendfile splice tee vmsplice',
  },
  {
    is: 'communication',
    why: 'makes, names, joins or ends a channel',
    calls: 'connect accept accept4 bind listen shutdown',
  },
  {
    is: 'communication',
    why: 'makes both ends of a channel, which are looked at when they are first used',
    calls: 'socketpair pipe pipe2',
  },
  {
    is: 'communication',
    why: 'makes a process, replaces it or ends it: ptrace tells, the call itself need not stop',
    calls: 'fork vfork clone clone3 execve execveat exit exit_group',
  },
  {
    is: 'communication',
    why: 'learns that a child has ended',
    calls: 'wait4 waitid',
  },
  {
    is: 'communication',
    why: 'names a System V or POSIX object that two nodes may share; reported when they do',
    calls: 'shmget semget msgget mq_open',
  },
  {
    is: 'communication',
    why: 'reaches into another process: reported when that is of another node',
    calls: 'process_vm_readv process_vm_writev pidfd_getfd ptrace',
  },
  {
    is: 'communication',
    why: 'may let another program answer its calls, unseen: reported then',
    calls: 'seccomp',
  },
  {
    is: 'communication',
    why: 'hands requests to the kernel that may be for sockets: reported when they are',
    calls: 'io_submit',
  },
  {
    is: 'communication',
    why: 'is kept from working (ENOSYS), so that programs fall back to calls that can be seen',
    calls: 'io_uring_setup',
  },
  {
    is: 'ignored',
    why: 'needs a ring of io_uring_setup, and there is none',
    calls: 'io_uring_enter io_uring_register',
  },
  {
    is: 'ignored',
    why: 'uses an object whose name or number a call has got that is looked at',
    calls: `shmat shmdt shmctl semop semtimedop semctl msgsnd msgrcv msgctl mq_timedsend
      mq_timedreceive mq_notify mq_getsetattr mq_unlink io_setup io_destroy io_getevents
      io_pgetevents io_cancel`,
  },
  {
    is: 'identity',
    why: 'gives a number to a socket, or takes it away',
    calls: 'socket close close_range dup dup2 dup3 fcntl',
  },
  {
    is: 'identity',
    why: 'may give a thread descriptors of its own: reported then',
    calls: 'unshare',
  },
  {
    is: 'observation',
    why: 'tells what is ready; what then arrives is seen in reads. Stopped at when asked for',
    calls: 'poll ppoll select pselect6 epoll_wait epoll_pwait epoll_pwait2 restart_syscall',
  },
  {
    is: 'ignored',
    why: 'says what is to be waited for',
    calls: 'epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_wait_old',
  },
  {
    is: 'ignored',
    why: 'signals inside a node, where the order is the observed one',
    calls: 'eventfd eventfd2 signalfd signalfd4 timerfd_create timerfd_settime timerfd_gettime',
  },
  {
    is: 'observation',
    why: 'a state or a name of a socket; what follows from it is seen in sends and receives',
    calls: 'getsockopt getsockname getpeername ioctl setsockopt',
  },
  {
    is: 'observation',
    why: 'shows what is in a file or folder: looked at in observers, for what others wrote there',
    calls: 'pread64 preadv mmap copy_file_range getdents getdents64',
  },
  {
    is: 'observation',
    why: 'a watch on files',
    calls: `inotify_init inotify_init1 inotify_add_watch inotify_rm_watch fanotify_init
      fanotify_mark`,
  },
  {
    is: 'ignored',
    why: 'names a process by a descriptor; what is done with that is looked at',
    calls: 'pidfd_open',
  },
  {
    is: 'ignored',
    why: 'a signal inside a node crosses no boundary; one to another node is a fault of its own',
    calls: `kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_send_signal pause alarm
      rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend
      sigaltstack setitimer getitimer timer_create timer_settime timer_gettime timer_getoverrun
      timer_delete`,
  },
  {
    is: 'ignored',
    why: 'positioned: fails on sockets and pipes',
    calls: 'pwrite64 pwritev lseek',
  },
  {
    is: 'ignored',
    why: 'opens, names or describes files',
    calls: `open openat openat2 creat stat fstat lstat newfstatat statx access faccessat faccessat2
      rename renameat renameat2 mkdir mkdirat rmdir link linkat unlink unlinkat symlink symlinkat
      readlink readlinkat chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat umask mknod
      mknodat utime utimes utimensat futimesat truncate ftruncate fallocate
      getcwd chdir fchdir setxattr lsetxattr fsetxattr getxattr lgetxattr fgetxattr listxattr
      llistxattr flistxattr removexattr lremovexattr fremovexattr setxattrat getxattrat listxattrat
      removexattrat name_to_handle_at open_by_handle_at file_getattr file_setattr lookup_dcookie
      flock`,
  },
  {
    is: 'ignored',
    why: 'when file data reaches the disk',
    calls: `fsync fdatasync sync syncfs sync_file_range msync readahead fadvise64 cachestat`,
  },
  {
    is: 'ignored',
    why: 'memory: inside a node the order is the observed one, shared memory of two is not seen',
    calls: `munmap mprotect mremap brk mincore madvise process_madvise process_mrelease mlock
      mlock2 munlock mlockall munlockall remap_file_pages mbind set_mempolicy get_mempolicy
      set_mempolicy_home_node migrate_pages move_pages memfd_create memfd_secret userfaultfd
      pkey_mprotect pkey_alloc pkey_free membarrier mseal map_shadow_stack modify_ldt`,
  },
  {
    is: 'ignored',
    why: 'threads of a node among themselves',
    calls: `futex futex_waitv futex_wake futex_wait futex_requeue set_robust_list get_robust_list
      set_tid_address rseq arch_prctl set_thread_area get_thread_area`,
  },
  {
    is: 'ignored',
    why: 'time and sleep',
    calls: `nanosleep clock_nanosleep clock_gettime clock_settime clock_getres clock_adjtime
      gettimeofday settimeofday time times adjtimex`,
  },
  {
    is: 'ignored',
    why: 'its own identity, rights and limits, and those of its kin',
    calls: `getpid gettid getppid getpgrp getpgid setpgid getsid setsid getuid geteuid getgid
      getegid setuid setgid setreuid setregid setresuid getresuid setresgid getresgid setfsuid
      setfsgid getgroups setgroups capget capset prctl personality getrlimit setrlimit prlimit64
      getrusage landlock_create_ruleset landlock_add_rule landlock_restrict_self
      lsm_get_self_attr lsm_set_self_attr lsm_list_modules kcmp`,
  },
  {
    is: 'ignored',
    why: 'when and where the processor is given',
    calls: `sched_yield sched_setaffinity sched_getaffinity sched_setparam sched_getparam
      sched_setscheduler sched_getscheduler sched_get_priority_max sched_get_priority_min
      sched_rr_get_interval sched_setattr sched_getattr getpriority setpriority ioprio_set
      ioprio_get getcpu`,
  },
  {
    is: 'ignored',
    why: 'the machine: mounts, namespaces, modules, keys, accounts, tracing by the kernel',
    calls: `mount umount2 pivot_root chroot open_tree open_tree_attr move_mount fsopen fsconfig
      fsmount fspick mount_setattr statmount listmount setns statfs fstatfs ustat sysfs quotactl
      quotactl_fd swapon swapoff reboot sethostname setdomainname uname sysinfo syslog acct
      vhangup iopl ioperm init_module finit_module delete_module kexec_load kexec_file_load bpf
      perf_event_open add_key request_key keyctl getrandom uprobe uretprobe`,
  },
  {
    is: 'ignored',
    why: 'no kernel that runs today has it',
    calls: `uselib _sysctl create_module get_kernel_syms query_module nfsservctl getpmsg putpmsg
      afs_syscall tuxcall security vserver`,
  },
];
