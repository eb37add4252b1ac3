{const d=document,S=window.speechSynthesis,WHAT="h1,h2,p,li,blockquote,summary,dt,dd b";let voices=[],on,now,v;
const voice=e=>voices.find(x=>x.localService&&x.lang.startsWith(e.closest("[lang]").lang));
const list=()=>[...d.querySelectorAll(WHAT)].filter(e=>e.closest("main")&&e.offsetParent&&!e.querySelector(WHAT)&&(e.tagName=="SUMMARY"||!e.closest("#v,details:not([open])"))&&voice(e));
const set=(u,e)=>{const b=v.firstChild;if(!u!=!on)[b.textContent,b.dataset.o]=[b.dataset.o,b.textContent];on=u;if(now)delete now.dataset.v;now=e;if(e){e.dataset.v="";e.scrollIntoView({block:"center"})}};
const stop=()=>{if(on){set();S.cancel()}};
const read=l=>{const e=l.shift();if(!e)return stop();const u=new SpeechSynthesisUtterance(e.innerText);u.voice=voice(e);u.lang=u.voice.lang;set(u,e);u.onend=u.onerror=x=>{if(on==u)x.error?stop():read(l)};S.speak(u)};
addEventListener("DOMContentLoaded",()=>{const h=d.querySelector("h1");v=d.getElementById("v");if(!S||!h)return;h.after(v);const look=()=>{voices=S.getVoices();v.hidden=!list().length};look();S.onvoiceschanged=look;
v.onclick=e=>{const p=v.lastChild;if(e.target==p)return;if(on)stop();else if(p.hidden&&d.querySelector("[data-q]"))p.hidden=false;else read(list())}});
for(const x of["hush","pagehide"])addEventListener(x,stop);addEventListener("click",e=>{if(e.target.id=="x")stop()},true);addEventListener("keydown",e=>{if(e.key=="Escape")stop()});d.addEventListener("visibilitychange",()=>{if(d.hidden)stop()})}
