import * as tf from '@tensorflow/tfjs';
import { readFileSync } from 'node:fs';
import { builtinSets } from '#main/datasets/builtin/index.ts';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import { createTrainer } from '../src-renderer/engine/trainer.ts';
import { Gate } from '../src-renderer/engine/gate.ts';
await tf.setBackend('cpu');
for (const id of process.argv.slice(2)) {
  const e = parseExperiment(JSON.parse(readFileSync(`resources/recipes/${id}.experiment.json`,'utf8')));
  const set = builtinSets.find(s=>s.id===e.data.dataset)!.generate();
  const b=(x:any)=>x===null?null:x.buffer.slice(x.byteOffset,x.byteOffset+x.byteLength);
  const runs = e.contenders.map(c=>({id:c.name,seed:1,contender:c}));
  const h:any={}; const t0=Date.now();
  await createTrainer({experiment:e,descriptor:set.descriptor,runs,backend:'cpu'},{samples:b(set.samples),targets:b(set.targets)},new Gate(()=>{}),(m:any)=>{
    if(m.type==='points') for(const p of m.points) (h[p.run]??=[]).push(...p.epochs);
    if(m.type==='runEnded') h[m.run].status=m.status;
  })();
  console.log(id,(Date.now()-t0)/1000,'s');
  for(const [k,v] of Object.entries(h) as any){ const at=[0,Math.floor(v.length/4),Math.floor(v.length/2),v.length-1]; console.log(k.padEnd(10),v.status,at.map(i=>`e${v[i].epoch} ${v[i].loss?.toFixed(4)}/${v[i].valLoss?.toFixed(4)} ${JSON.stringify(v[i].valMetrics)}`).join('  ')); }
}
