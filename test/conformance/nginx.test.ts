/** nginx with two workers, and curl: files by sendfile, an upstream, many requests at once. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { conform } from './conform.ts';
import type { Scene } from './scene.ts';

const test = suite('conformance: nginx');

const CONFIG = `
daemon off;
master_process on;
worker_processes 2;
error_log stderr;
pid %dir/nginx.pid;
events { worker_connections 128; }
http {
  access_log off;
  sendfile on;
  client_body_temp_path %dir/t1; proxy_temp_path %dir/t2; fastcgi_temp_path %dir/t3;
  uwsgi_temp_path %dir/t4; scgi_temp_path %dir/t5;
  server {
    listen 127.0.0.1:%{server};
    root %dir/www;
    location /up/ { proxy_pass http://127.0.0.1:%{upstream}/; }
  }
}
`;

const CURL = [
  'for i in 1 2 3 4 5; do curl -sS http://127.0.0.1:%{server}/small.txt; done',
  'curl -sS http://127.0.0.1:%{server}/large.txt | cksum',
  'curl -sS -o /dev/null -w "%{http_code}\\n" http://127.0.0.1:%{server}/none',
  'curl -sS --data-binary @www/small.txt http://127.0.0.1:%{server}/up/echo',
  'curl -sS -Z --parallel-max 8 "http://127.0.0.1:%{server}/small.txt?[1-20]" 2>&-',
  'curl -s http://127.0.0.1:1/; echo $?',
].join('\n');

const SCENE: Scene = {
  ports: ['upstream', 'server'],
  files: {
    'nginx.conf': CONFIG,
    'www/small.txt': 'small\n',
    'www/large.txt': 'a line of a large file\n'.repeat(30_000),
  },
  roles: {
    upstream: {
      command: ['node', '%own/http-server.js', '%{upstream}'],
      ready: { listens: 'upstream' },
    },
    server: {
      command: ['nginx', '-p', '%dir', '-c', '%dir/nginx.conf', '-g', 'user root;'],
      ready: { listens: 'server' },
      stop: 'SIGQUIT',
    },
    client: {
      command: ['sh', '-c', CURL],
      says: /^(small\n){5}\d+ 690000\n404\nSMALL\n(small\n){20}7\n$/,
    },
  },
};

test('curl against files and an upstream', async () => {
  const { trace } = await conform(SCENE);
  assert.ok(
    trace.channels.some(({ client, server }) => client === 'server' && server === 'upstream'),
  );
});

test.run();
