package vectors

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand"
	"os"
	"sort"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	scalefake "k8s.io/client-go/scale/fake"
	core "k8s.io/client-go/testing"
	"k8s.io/kubernetes/pkg/controller/podautoscaler"
	"k8s.io/kubernetes/pkg/controller/podautoscaler/metrics"
	"k8s.io/utils/ptr"
)

// Scenarios whose HPAs use every kind of metric: resources of any name, of a pod or of one container, Pods, Object and
// External metrics with selectors, and minReplicas 0. Metrics lag: their time stamps lie before the sync.

const mebibyte = 1 << 20

var (
	containers = []string{"app", "sidecar"}
	resources  = []string{"cpu", "memory", "ephemeral-storage"}
)

type usage struct {
	Usage   *int64 `json:"usageMilli,omitempty"`   // absent: no metric
	Request *int64 `json:"requestMilli,omitempty"` // absent: a container requests none
}

type kindPod struct {
	Name        string           `json:"name"`
	Created     float64          `json:"created"`
	ReadyAt     float64          `json:"readyAt,omitempty"`
	Ready       bool             `json:"ready"`
	ChangedAt   float64          `json:"changedAt,omitempty"`
	Phase       string           `json:"phase,omitempty"`
	Terminating bool             `json:"terminating,omitempty"`
	MeasuredAt  float64          `json:"measuredAt"`
	Window      float64          `json:"windowSeconds"`
	Resources   map[string]usage `json:"resources"`
	Figures     map[string]int64 `json:"figures,omitempty"` // Pods metrics in thousandths

	pendingUntil, readyFrom, readyTo, unreadyTo, gone float64
	requests                                          map[string]map[string]*int64 // by container and resource
	written                                           string
}

type kindSync struct {
	T        float64          `json:"t"`
	Replicas int32            `json:"replicas"`
	Pods     []kindPod        `json:"pods"`
	Figures  map[string]int64 `json:"figures,omitempty"` // Object and External metrics in thousandths
	Desired  int32            `json:"desired"`
}

type kindVector struct {
	Name  string                               `json:"name"`
	HPA   *autoscaling.HorizontalPodAutoscaler `json:"hpa"`
	Syncs []*kindSync                          `json:"syncs"`
}

type kindScenario struct {
	name                             string
	seed                             int64
	start                            int32
	spec                             autoscaling.HorizontalPodAutoscalerSpec
	loads                            []func(float64) float64 // one for each metric
	startup, pending, delay, lag     float64
	window                           float64
	missing, absent, flaps, byHand   float64
	lessRequests, failing, stopsSoon bool
}

type kindWorld struct {
	mu       sync.Mutex
	sc       kindScenario
	epoch    time.Time
	replicas int32
	pods     []*kindPod
	n        int
	rnd      *rand.Rand
	cur      *kindSync
	out      *kindVector
	kube     *fake.Clientset
}

func (w *kindWorld) now() float64 { return math.Round(time.Since(w.epoch).Seconds()*1000) / 1000 }

func (w *kindWorld) at(t float64) time.Time {
	return w.epoch.Add(time.Duration(math.Round(t*1000)) * time.Millisecond)
}

// state is what the pod's status says at a moment.
func (p *kindPod) state(t float64) (phase v1.PodPhase, ready bool, changed float64) {
	if p.Phase == "Failed" {
		return v1.PodFailed, false, p.Created
	}
	if t < p.pendingUntil {
		return v1.PodPending, false, p.Created
	}
	switch {
	case t < p.readyFrom:
		return v1.PodRunning, false, p.Created
	case t >= p.readyTo && t < p.unreadyTo:
		return v1.PodRunning, false, p.readyTo
	case t >= p.unreadyTo:
		return v1.PodRunning, true, p.unreadyTo
	default:
		return v1.PodRunning, true, p.readyFrom
	}
}

func (w *kindWorld) object(p *kindPod) *v1.Pod {
	start := metav1.NewTime(w.at(p.Created))
	phase, ready, changed := p.state(w.now())
	cond := v1.PodCondition{Type: v1.PodReady, Status: v1.ConditionFalse, LastTransitionTime: metav1.NewTime(w.at(changed))}
	if ready {
		cond.Status = v1.ConditionTrue
	}
	pod := &v1.Pod{ObjectMeta: metav1.ObjectMeta{Name: p.Name, Namespace: "ns", Labels: map[string]string{"app": "x"}, CreationTimestamp: start},
		Status: v1.PodStatus{Phase: phase, StartTime: &start, Conditions: []v1.PodCondition{cond}}}
	if p.Terminating {
		pod.DeletionTimestamp = ptr.To(metav1.NewTime(w.at(w.now())))
		pod.Finalizers = []string{"marea.dev/stays"}
	}
	for _, name := range containers {
		list := v1.ResourceList{}
		for kind, milli := range p.requests[name] {
			list[v1.ResourceName(kind)] = *resource.NewMilliQuantity(*milli, resource.DecimalSI)
		}
		pod.Spec.Containers = append(pod.Spec.Containers, v1.Container{Name: name, Resources: v1.ResourceRequirements{Requests: list}})
	}
	return pod
}

func (w *kindWorld) active() (active []*kindPod) {
	for _, p := range w.pods {
		if !p.Terminating && p.Phase != "Failed" {
			active = append(active, p)
		}
	}
	return active
}

func (w *kindWorld) create(created float64) *kindPod {
	p := &kindPod{Name: fmt.Sprintf("p%03d", w.n), Created: created, pendingUntil: created + w.sc.pending,
		readyFrom: created + w.sc.pending + w.sc.startup, readyTo: math.Inf(1), unreadyTo: math.Inf(1), requests: map[string]map[string]*int64{}}
	w.n++
	if created < 0 {
		p.pendingUntil, p.readyFrom = created, created+100
	}
	if w.rnd.Float64() < w.sc.flaps {
		p.readyTo = math.Max(p.readyFrom, 0) + 20 + math.Floor(w.rnd.Float64()*300) + 0.25
		p.unreadyTo = p.readyTo + 5 + math.Floor(w.rnd.Float64()*60)
	}
	for _, name := range containers {
		p.requests[name] = map[string]*int64{"cpu": ptr.To[int64](100), "memory": ptr.To[int64](256 * mebibyte * 1000), "ephemeral-storage": ptr.To[int64](64 * mebibyte * 1000)}
		if name == "sidecar" {
			p.requests[name]["cpu"] = ptr.To[int64](50)
			if w.sc.lessRequests && w.rnd.Float64() < 0.3 {
				delete(p.requests[name], "memory")
			}
		}
	}
	if w.sc.failing && created > 0 && w.rnd.Float64() < 0.1 {
		p.Phase = "Failed"
	}
	w.pods = append(w.pods, p)
	return p
}

// reconcile is the Deployment. It runs at half seconds, so no pod changes at the moment of a sync.
func (w *kindWorld) reconcile() {
	w.mu.Lock()
	defer w.mu.Unlock()
	t := w.now()
	if w.rnd.Float64() < w.sc.byHand {
		w.replicas = w.rnd.Int31n(w.sc.spec.MaxReplicas + 3)
	}
	for int32(len(w.active())) < w.replicas {
		p := w.create(t)
		p.written = w.key(p)
		w.kube.Tracker().Add(w.object(p))
		if p.Phase == "Failed" {
			break
		}
	}
	for active := w.active(); int32(len(active)) > w.replicas; active = w.active() {
		p := active[len(active)-1]
		p.Terminating = true
		p.gone = t + 20
		if w.sc.stopsSoon {
			p.gone = t
		}
	}
	var kept []*kindPod
	for _, p := range w.pods {
		if p.Terminating && t >= p.gone {
			w.kube.Tracker().Delete(v1.SchemeGroupVersion.WithResource("pods"), "ns", p.Name)
			continue
		}
		kept = append(kept, p)
		if key := w.key(p); key != p.written {
			p.written = key
			w.kube.Tracker().Update(v1.SchemeGroupVersion.WithResource("pods"), w.object(p), "ns")
		}
	}
	w.pods = kept
}

func (w *kindWorld) key(p *kindPod) string {
	phase, ready, changed := p.state(w.now())
	return fmt.Sprint(phase, ready, changed, p.Terminating)
}

// label is the key of a figure: the metric's name, its selector and the object that it describes.
func label(name string, selector labels.Selector, object *autoscaling.CrossVersionObjectReference) string {
	if s := selector.String(); s != "" {
		name += "{" + s + "}"
	}
	if object != nil {
		name += " of " + object.Kind + " " + object.Name
	}
	return name
}

func selectorOf(s *metav1.LabelSelector) labels.Selector {
	selector, err := metav1.LabelSelectorAsSelector(s)
	if err != nil {
		panic(err)
	}
	return selector
}

func (w *kindWorld) chance(p float64) bool { return w.rnd.Float64() < p }

func (w *kindWorld) around(v float64) int64 { return int64(v * (0.9 + 0.2*w.rnd.Float64())) }

// sample decides what every metric says at this sync.
func (w *kindWorld) sample() {
	t := w.now()
	s := &kindSync{T: t, Replicas: w.replicas, Pods: []kindPod{}, Figures: map[string]int64{}}
	ready := 0.0
	for _, p := range w.pods {
		if _, ok, _ := p.state(t); ok && !p.Terminating {
			ready++
		}
	}
	for _, p := range w.pods {
		phase, ok, changed := p.state(t)
		q := kindPod{Name: p.Name, Created: p.Created, Ready: ok, Terminating: p.Terminating, Resources: map[string]usage{}, Figures: map[string]int64{}}
		if phase != v1.PodRunning {
			q.Phase = string(phase)
		}
		if ok {
			q.ReadyAt = changed
		} else if changed != p.Created {
			q.ChangedAt = changed
		}
		q.Window = w.sc.window
		q.MeasuredAt = math.Round((t-w.sc.lag*w.rnd.Float64())*1000) / 1000
		if ok && t-changed < 120 && w.chance(0.25) {
			// The window begins when the pod became ready, or a millisecond before.
			q.MeasuredAt = changed + q.Window
			if w.chance(0.5) {
				q.MeasuredAt = math.Round((q.MeasuredAt-0.001)*1000) / 1000
			}
			q.MeasuredAt = math.Min(q.MeasuredAt, t)
		}
		measured := t >= p.Created+w.sc.delay && phase != v1.PodFailed && !w.chance(w.sc.missing)
		sums, all := map[string]int64{}, map[string]bool{"cpu": true, "memory": true, "ephemeral-storage": true}
		for _, name := range containers {
			there := measured && !w.chance(w.sc.missing/2)
			load := 0.0
			if ok && ready > 0 {
				load = w.sc.loads[0](t) / ready
			}
			for _, kind := range resources {
				value := math.Min(load, 400)
				switch {
				case kind == "memory":
					value = (120 + math.Min(load, 600)*0.5) * mebibyte * 1000
				case kind == "ephemeral-storage":
					value = (20 + math.Min(load, 600)*0.1) * mebibyte * 1000
				case !ok:
					value = 300 // a JVM that starts
				}
				if name == "sidecar" {
					value = value / 3
				}
				u := usage{Request: p.requests[name][kind]}
				if there {
					u.Usage = ptr.To(w.around(value))
					sums[kind] += *u.Usage
				} else {
					all[kind] = false
				}
				q.Resources[kind+" of container "+name] = u
			}
		}
		for _, kind := range resources {
			u := usage{}
			if all[kind] {
				u.Usage = ptr.To(sums[kind])
			}
			if a, b := p.requests["app"][kind], p.requests["sidecar"][kind]; a != nil && b != nil {
				u.Request = ptr.To(*a + *b)
			}
			q.Resources[kind] = u
		}
		for key := range q.Resources {
			if !w.uses(key) {
				delete(q.Resources, key)
			}
		}
		for i, m := range w.sc.spec.Metrics {
			if m.Type == autoscaling.PodsMetricSourceType && measured && ready > 0 && !w.chance(w.sc.missing/2) {
				value := 0.0
				if ok {
					value = w.sc.loads[i](t) / ready * 1000
				}
				q.Figures[label(m.Pods.Metric.Name, selectorOf(m.Pods.Metric.Selector), nil)] = w.around(value)
			}
		}
		s.Pods = append(s.Pods, q)
	}
	for i, m := range w.sc.spec.Metrics {
		if w.chance(w.sc.absent) {
			continue
		}
		value := int64(w.sc.loads[i](t) * 1000)
		if m.Type == autoscaling.ObjectMetricSourceType {
			s.Figures[label(m.Object.Metric.Name, selectorOf(m.Object.Metric.Selector), &m.Object.DescribedObject)] = value
		} else if m.Type == autoscaling.ExternalMetricSourceType {
			s.Figures[label(m.External.Metric.Name, selectorOf(m.External.Metric.Selector), nil)] = value
		}
	}
	sort.Slice(s.Pods, func(i, j int) bool { return s.Pods[i].Name < s.Pods[j].Name })
	// A status that stays as it was is not written, so the decision before stands until told otherwise.
	if n := len(w.out.Syncs); n > 0 {
		s.Desired = w.out.Syncs[n-1].Desired
	}
	w.out.Syncs = append(w.out.Syncs, s)
	w.cur = s
}

// uses tells whether a metric of the HPA is about a resource.
func (w *kindWorld) uses(key string) bool {
	for _, m := range w.sc.spec.Metrics {
		if m.Resource != nil && key == string(m.Resource.Name) ||
			m.ContainerResource != nil && key == string(m.ContainerResource.Name)+" of container "+m.ContainerResource.Container {
			return true
		}
	}
	return false
}

func (w *kindWorld) info(value func(kindPod) *int64) (metrics.PodMetricsInfo, time.Time, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	info := metrics.PodMetricsInfo{}
	for _, p := range w.cur.Pods {
		if v := value(p); v != nil {
			info[p.Name] = metrics.PodMetric{Timestamp: w.at(p.MeasuredAt), Window: time.Duration(p.Window * float64(time.Second)), Value: *v}
		}
	}
	if len(info) == 0 {
		return nil, time.Time{}, fmt.Errorf("no metrics returned")
	}
	return info, time.Now(), nil
}

func (w *kindWorld) GetResourceMetric(_ context.Context, name v1.ResourceName, _ string, _ labels.Selector, container string) (metrics.PodMetricsInfo, time.Time, error) {
	key := string(name)
	if container != "" {
		key += " of container " + container
	}
	return w.info(func(p kindPod) *int64 { return p.Resources[key].Usage })
}

func (w *kindWorld) GetRawMetric(name string, _ string, _ labels.Selector, selector labels.Selector) (metrics.PodMetricsInfo, time.Time, error) {
	return w.info(func(p kindPod) *int64 {
		if v, ok := p.Figures[label(name, selector, nil)]; ok {
			return &v
		}
		return nil
	})
}

func (w *kindWorld) figure(key string) (int64, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	v, ok := w.cur.Figures[key]
	if !ok {
		return 0, fmt.Errorf("no metrics returned")
	}
	return v, nil
}

func (w *kindWorld) GetObjectMetric(name string, _ string, object *autoscaling.CrossVersionObjectReference, selector labels.Selector) (int64, time.Time, error) {
	v, err := w.figure(label(name, selector, object))
	return v, w.at(w.now() - w.sc.lag), err
}

// GetExternalMetric returns the figure as two series, which the controller adds.
func (w *kindWorld) GetExternalMetric(name string, _ string, selector labels.Selector) ([]int64, time.Time, error) {
	v, err := w.figure(label(name, selector, nil))
	if err != nil {
		return nil, time.Time{}, err
	}
	return []int64{v / 3, v - v/3}, w.at(w.now() - w.sc.lag), nil
}

func runKind(t *testing.T, sc kindScenario) (v *kindVector) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		w := &kindWorld{sc: sc, epoch: time.Now(), replicas: sc.start, rnd: rand.New(rand.NewSource(sc.seed)), out: &kindVector{Name: sc.name}}
		sc.spec.ScaleTargetRef = autoscaling.CrossVersionObjectReference{Kind: "Deployment", Name: "x", APIVersion: "apps/v1"}
		hpa := &autoscaling.HorizontalPodAutoscaler{TypeMeta: metav1.TypeMeta{APIVersion: "autoscaling/v2", Kind: "HorizontalPodAutoscaler"}, ObjectMeta: metav1.ObjectMeta{Name: "x", Namespace: "ns"}, Spec: sc.spec}
		w.out.HPA = hpa.DeepCopy()
		objs := []runtime.Object{hpa.DeepCopy()}
		for i := int32(0); i < sc.start; i++ {
			p := w.create(-3600)
			p.written = w.key(p)
			objs = append(objs, w.object(p))
		}
		w.kube = fake.NewSimpleClientset(objs...)
		w.kube.PrependReactor("update", "horizontalpodautoscalers", func(a core.Action) (bool, runtime.Object, error) {
			h := a.(core.UpdateAction).GetObject().(*autoscaling.HorizontalPodAutoscaler)
			w.mu.Lock()
			defer w.mu.Unlock()
			if w.cur != nil {
				w.cur.Desired = h.Status.DesiredReplicas
			}
			return false, nil, nil
		})
		scale := &scalefake.FakeScaleClient{}
		scale.AddReactor("get", "*", func(core.Action) (bool, runtime.Object, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.sample()
			return true, &autoscalingv1.Scale{ObjectMeta: metav1.ObjectMeta{Name: "x", Namespace: "ns"}, Spec: autoscalingv1.ScaleSpec{Replicas: w.replicas}, Status: autoscalingv1.ScaleStatus{Replicas: int32(len(w.active())), Selector: "app=x"}}, nil
		})
		scale.AddReactor("update", "*", func(a core.Action) (bool, runtime.Object, error) {
			s := a.(core.UpdateAction).GetObject().(*autoscalingv1.Scale)
			w.mu.Lock()
			w.replicas = s.Spec.Replicas
			w.mu.Unlock()
			return true, s, nil
		})
		mapper := meta.NewDefaultRESTMapper([]schema.GroupVersion{{Group: "apps", Version: "v1"}})
		mapper.Add(schema.GroupVersionKind{Group: "apps", Version: "v1", Kind: "Deployment"}, meta.RESTScopeNamespace)
		inf := informers.NewSharedInformerFactory(w.kube, 0)
		c := podautoscaler.NewHorizontalController(ctx, w.kube.CoreV1(), scale, w.kube.AutoscalingV2(), mapper, w, inf.Autoscaling().V2().HorizontalPodAutoscalers(), inf.Core().V1().Pods(),
			15*time.Second, 5*time.Minute, 0.1, 5*time.Minute, 30*time.Second)
		inf.Start(ctx.Done())
		inf.WaitForCacheSync(ctx.Done())
		go c.Run(ctx, 1)
		time.Sleep(500 * time.Millisecond)
		for time.Since(w.epoch) < 20*time.Minute {
			w.reconcile()
			time.Sleep(time.Second)
		}
		v = w.out
		cancel()
		time.Sleep(time.Minute)
	})
	return v
}

var kindSelectors = []*metav1.LabelSelector{nil, {}, {MatchLabels: map[string]string{"queue": "orders"}},
	{MatchLabels: map[string]string{"verb": "GET", "app": "x"}, MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "code", Operator: metav1.LabelSelectorOpNotIn, Values: []string{"500", "503"}}}},
	{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "tier", Operator: metav1.LabelSelectorOpIn, Values: []string{"web", "api"}}, {Key: "canary", Operator: metav1.LabelSelectorOpDoesNotExist}, {Key: "zone", Operator: metav1.LabelSelectorOpExists}}}}

// kindMetric makes a metric whose recommendation lies within a few times the replicas.
func kindMetric(r *rand.Rand, i int) (autoscaling.MetricSpec, string) {
	average := func(kind string) autoscaling.MetricTarget {
		text := map[string]string{"cpu": "110m", "memory": "300Mi", "ephemeral-storage": "60Mi"}[kind]
		return autoscaling.MetricTarget{Type: autoscaling.AverageValueMetricType, AverageValue: ptr.To(resource.MustParse(text))}
	}
	utilization := autoscaling.MetricTarget{Type: autoscaling.UtilizationMetricType, AverageUtilization: ptr.To(40 + r.Int31n(90))}
	kind := []string{"memory", "memory", "cpu", "ephemeral-storage"}[r.Intn(4)]
	id := autoscaling.MetricIdentifier{Name: fmt.Sprintf("figure_%d", i), Selector: kindSelectors[r.Intn(len(kindSelectors))]}
	share := autoscaling.MetricTarget{Type: autoscaling.AverageValueMetricType, AverageValue: ptr.To(resource.MustParse(fmt.Sprintf("%dm", 50000+r.Intn(150000))))}
	whole := autoscaling.MetricTarget{Type: autoscaling.ValueMetricType, Value: ptr.To(resource.MustParse(fmt.Sprint(100 + r.Intn(600))))}
	object := autoscaling.CrossVersionObjectReference{APIVersion: "networking.k8s.io/v1", Kind: "Ingress", Name: "main"}
	switch r.Intn(9) {
	case 0:
		return autoscaling.MetricSpec{Type: autoscaling.ResourceMetricSourceType, Resource: &autoscaling.ResourceMetricSource{Name: v1.ResourceName(kind), Target: utilization}}, kind + "Utilization"
	case 1:
		return autoscaling.MetricSpec{Type: autoscaling.ResourceMetricSourceType, Resource: &autoscaling.ResourceMetricSource{Name: v1.ResourceName(kind), Target: average(kind)}}, kind + "Average"
	case 2:
		return autoscaling.MetricSpec{Type: autoscaling.ContainerResourceMetricSourceType, ContainerResource: &autoscaling.ContainerResourceMetricSource{Name: v1.ResourceName(kind), Container: containers[r.Intn(2)], Target: utilization}}, kind + "ContainerUtilization"
	case 3:
		return autoscaling.MetricSpec{Type: autoscaling.ContainerResourceMetricSourceType, ContainerResource: &autoscaling.ContainerResourceMetricSource{Name: v1.ResourceName(kind), Container: containers[0], Target: average(kind)}}, kind + "ContainerAverage"
	case 4:
		return autoscaling.MetricSpec{Type: autoscaling.PodsMetricSourceType, Pods: &autoscaling.PodsMetricSource{Metric: id, Target: share}}, "pods"
	case 5:
		return autoscaling.MetricSpec{Type: autoscaling.ObjectMetricSourceType, Object: &autoscaling.ObjectMetricSource{DescribedObject: object, Metric: id, Target: share}}, "objectAverage"
	case 6:
		return autoscaling.MetricSpec{Type: autoscaling.ObjectMetricSourceType, Object: &autoscaling.ObjectMetricSource{DescribedObject: object, Metric: id, Target: whole}}, "objectValue"
	case 7:
		return autoscaling.MetricSpec{Type: autoscaling.ExternalMetricSourceType, External: &autoscaling.ExternalMetricSource{Metric: id, Target: share}}, "externalAverage"
	default:
		return autoscaling.MetricSpec{Type: autoscaling.ExternalMetricSourceType, External: &autoscaling.ExternalMetricSource{Metric: id, Target: whole}}, "externalValue"
	}
}

func kindLoad(r *rand.Rand) func(float64) float64 {
	scale, phase := 0.5+r.Float64(), float64(r.Intn(300))
	loads := []func(float64) float64{
		step(120+phase, 100, 900), bump(60+phase, 240+phase, 80, 1500), bump(120, 700, 0, 1200), bump(200+phase, 420+phase, 0, 700),
		func(t float64) float64 { return 600 + 600*math.Sin((t+phase)/90) }, func(t float64) float64 { return math.Min(50+t*2, 1500) },
		func(t float64) float64 { return 100 + math.Mod(t+phase, 150)*8 }, func(t float64) float64 { return 40 + 6*math.Sin(t/20) },
	}
	load := loads[r.Intn(len(loads))]
	return func(t float64) float64 { return math.Max(0, load(t)*scale) }
}

func kindBehavior(r *rand.Rand) *autoscaling.HorizontalPodAutoscalerBehavior {
	Max, Min, Dis := autoscaling.MaxChangePolicySelect, autoscaling.MinChangePolicySelect, autoscaling.DisabledPolicySelect
	P, C := autoscaling.PodsScalingPolicy, autoscaling.PercentScalingPolicy
	return filled([]*autoscaling.HorizontalPodAutoscalerBehavior{
		nil, nil, {},
		{ScaleDown: rules(ptr.To[int32](60), Max, pol(C, 50, 30))},
		{ScaleUp: rules(ptr.To[int32](0), Max, pol(P, 1, 30)), ScaleDown: rules(ptr.To[int32](30), Max, pol(P, 1, 60))},
		{ScaleUp: rules(ptr.To[int32](0), Min, pol(P, 2, 15), pol(C, 300, 15)), ScaleDown: rules(ptr.To[int32](0), Min, pol(P, 2, 45), pol(C, 10, 60))},
		{ScaleUp: rules(ptr.To[int32](45), Max, pol(C, 100, 60), pol(P, 3, 60)), ScaleDown: rules(ptr.To[int32](120), Max, pol(C, 20, 60))},
		{ScaleDown: rules(nil, Dis, pol(C, 100, 15))},
		{ScaleUp: tolerance("0.25", rules(ptr.To[int32](0), Max, pol(C, 100, 15))), ScaleDown: tolerance("0", rules(ptr.To[int32](60), Max, pol(C, 100, 15)))},
		{ScaleUp: rules(ptr.To[int32](0), Max, pol(P, 20, 15)), ScaleDown: rules(ptr.To[int32](0), Max, pol(C, 100, 15))},
	}[r.Intn(10)])
}

func TestKinds(t *testing.T) {
	utilruntime.ErrorHandlers = nil // one of them backs off on a clock of its own
	seed, count := int64(1), 100
	if s := os.Getenv("VECTORS_SEED"); s != "" {
		fmt.Sscan(s, &seed)
	}
	if s := os.Getenv("VECTORS_SCENARIOS"); s != "" {
		fmt.Sscan(s, &count)
	}
	r := rand.New(rand.NewSource(seed))
	f, err := os.Create("kinds.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	enc := json.NewEncoder(f)
	total := 0
	for i := 0; i < count; i++ {
		sc := kindScenario{seed: r.Int63(), start: 1 + r.Int31n(4), startup: 5 + float64(r.Intn(4))*10, delay: float64(r.Intn(3)) * 15, window: []float64{10, 15, 30, 60}[r.Intn(4)],
			lag: []float64{0, 15, 30, 60}[r.Intn(4)], failing: r.Intn(6) == 0, lessRequests: r.Intn(8) == 0, stopsSoon: r.Intn(3) > 0}
		names := []string{}
		zero := false
		for n := 1 + r.Intn(3); n > 0; n-- {
			m, name := kindMetric(r, n)
			sc.spec.Metrics = append(sc.spec.Metrics, m)
			sc.loads = append(sc.loads, kindLoad(r))
			names = append(names, name)
			zero = zero || m.Object != nil || m.External != nil
		}
		sc.spec.MinReplicas = ptr.To(1 + r.Int31n(2))
		if zero && r.Intn(2) == 0 {
			sc.spec.MinReplicas = ptr.To[int32](0)
			sc.start = r.Int31n(3)
			names = append(names, "zero")
		}
		sc.spec.MaxReplicas = 6 + r.Int31n(14)
		sc.spec.Behavior = kindBehavior(r)
		switch r.Intn(5) {
		case 0:
			sc.missing = 0.15
		case 1:
			sc.absent = 0.1
		case 2:
			sc.flaps = 0.4
		case 3:
			sc.pending = 12
		}
		if r.Intn(5) == 0 {
			sc.byHand = 0.008
		}
		sc.name = fmt.Sprintf("%03d/%s", i, strings.Join(names, "+"))
		v := runKind(t, sc)
		total += len(v.Syncs)
		if err := enc.Encode(v); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d scenarios, %d decisions", count, total)
}
