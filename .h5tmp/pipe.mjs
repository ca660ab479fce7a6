import { spawn } from 'node:child_process';
const c = spawn('/usr/bin/chromium', ['--headless=new','--no-sandbox','--user-data-dir=/tmp/h5/prof','--use-angle=swiftshader','--enable-unsafe-swiftshader','--no-first-run','--disable-background-networking','--remote-debugging-pipe','about:blank'],{stdio:['ignore','ignore','ignore','pipe','pipe'],detached:true});
console.log(c.pid); setInterval(()=>{},1000);
