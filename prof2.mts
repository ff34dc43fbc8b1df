import { hostWorker } from './packages/base/src/hdf5/host/worker-host.ts';
const cpu=()=>{const c=process.cpuUsage(); return (c.user+c.system)/1000};
for (let k=0;k<4;k++){ const c=cpu(),t=performance.now(); const n=k?5:1; for(let i=0;i<n;i++){const w=await hostWorker(); w.end('x');await new Promise(r=>setTimeout(r,30))} console.log('host cpu',((cpu()-c)/n).toFixed(1), 'wall',((performance.now()-t)/n-30).toFixed(0)); }
